import type { Properties, ResourceContext } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';
import {
  defined,
  readBoolean,
  readNumber,
  readObject,
  readString,
  readStrings,
  requireString,
} from './properties.ts';

/** AWS's ResourceRecordSet. */
export type RecordSet = Readonly<Record<string, unknown>> & { readonly Name: string; readonly Type: string };

export interface Change {
  readonly Action: 'CREATE' | 'UPSERT' | 'DELETE';
  readonly ResourceRecordSet: RecordSet;
}

/** All changes of one call happen or none. */
export async function changeRecordSets(
  HostedZoneId: string,
  Changes: readonly Change[],
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  if (Changes.length === 0) return;
  const ChangeBatch = defined({ Comment: readString(properties, 'Comment'), Changes });
  await context.cloud.call('route53', 'ChangeResourceRecordSets', { HostedZoneId, ChangeBatch }, context);
}

/** @param properties with `HostedZoneId`, or `HostedZoneName` (`example.com.`). */
export async function findHostedZone(properties: Properties, context: ResourceContext): Promise<string> {
  const id = readString(properties, 'HostedZoneId');
  if (id !== undefined) return id;
  const name = requireString(properties, 'HostedZoneName');
  const answer = await context.cloud.call('route53', 'ListHostedZonesByName', { DNSName: name }, context);
  const zones = (answer.HostedZones as { Id: string; Name: string }[]).filter(
    (zone) => zone.Name === withDot(name),
  );
  const [zone] = zones;
  if (zone === undefined) {
    throw handlerError('NotFound', `No hosted zones named ${withDot(name)} found`, 404);
  }
  if (zones.length > 1)
    throw handlerError('InvalidRequest', `Found multiple hosted zones named ${withDot(name)}`);
  return zone.Id.replace(/^\/hostedzone\//, '');
}

/** A record set of a template as Route 53 takes it. */
export function readRecordSet(properties: Properties): RecordSet {
  const alias = readObject(properties, 'AliasTarget');
  const location = readObject(properties, 'GeoLocation');
  return defined({
    Name: requireString(properties, 'Name'),
    Type: requireString(properties, 'Type'),
    TTL: readNumber(properties, 'TTL'),
    SetIdentifier: readString(properties, 'SetIdentifier'),
    Weight: readNumber(properties, 'Weight'),
    Region: readString(properties, 'Region'),
    Failover: readString(properties, 'Failover'),
    HealthCheckId: readString(properties, 'HealthCheckId'),
    MultiValueAnswer: readBoolean(properties, 'MultiValueAnswer'),
    GeoLocation: location,
    ResourceRecords: readStrings(properties, 'ResourceRecords')?.map((Value) => ({ Value })),
    AliasTarget: alias && {
      DNSName: requireString(alias, 'DNSName'),
      HostedZoneId: requireString(alias, 'HostedZoneId'),
      EvaluateTargetHealth: readBoolean(alias, 'EvaluateTargetHealth') ?? false,
    },
  });
}

export function isSamePlace(one: RecordSet, other: RecordSet): boolean {
  return (
    withDot(one.Name) === withDot(other.Name) &&
    one.Type === other.Type &&
    one['SetIdentifier'] === other['SetIdentifier']
  );
}

function withDot(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
