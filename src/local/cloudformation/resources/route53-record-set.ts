import type { Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { changeRecordSets, findHostedZone, isSamePlace, readRecordSet, type Change } from './route53.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { isSame, requireString } from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import type { Json } from '../resource-type.ts';

/** Ref: the record's name. A create fails when the record is there already; an update in place is an upsert. */
export const recordSet: ResourceType = {
  type: 'AWS::Route53::RecordSet',

  async create(properties, context) {
    refuseUnsupported(recordSet.type, properties, supported);
    const zone = await findHostedZone(properties, context);
    await changeRecordSets(
      zone,
      [{ Action: 'CREATE', ResourceRecordSet: readRecordSet(properties) }],
      properties,
      context,
    );
    return { physicalId: requireString(properties, 'Name'), attributes: {} };
  },

  async update(instance, properties, previous, context) {
    refuseUnsupported(recordSet.type, properties, supported);
    const desired = readRecordSet(properties);
    const before = readRecordSet(previous);
    if (isSame(desired as Json, before as Json)) return instance;
    const changes: Change[] = isSamePlace(desired, before)
      ? [{ Action: 'UPSERT', ResourceRecordSet: desired }]
      : [
          { Action: 'DELETE', ResourceRecordSet: before },
          { Action: 'CREATE', ResourceRecordSet: desired },
        ];
    await changeRecordSets(await findHostedZone(properties, context), changes, properties, context);
    return instance;
  },

  remove: (_instance, properties, context) => ignoreMissing(removeRecord(properties, context)),
};

async function removeRecord(properties: Properties, context: ResourceContext): Promise<void> {
  const zone = await findHostedZone(properties, context);
  await changeRecordSets(
    zone,
    [{ Action: 'DELETE', ResourceRecordSet: readRecordSet(properties) }],
    properties,
    context,
  );
}

const supported = [
  'AliasTarget',
  'Comment',
  'Failover',
  'GeoLocation',
  'HealthCheckId',
  'HostedZoneId',
  'HostedZoneName',
  'MultiValueAnswer',
  'Name',
  'Region',
  'ResourceRecords',
  'SetIdentifier',
  'TTL',
  'Type',
  'Weight',
];
