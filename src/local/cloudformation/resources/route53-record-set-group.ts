import type { Json, Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { isSame, readObjects } from './properties.ts';
import {
  changeRecordSets,
  findHostedZone,
  isSamePlace,
  readRecordSet,
  type Change,
  type RecordSet,
} from './route53.ts';

/** Several records of one zone, changed in one call: all or none. Ref: a generated name. */
export const recordSetGroup: ResourceType = {
  type: 'AWS::Route53::RecordSetGroup',

  async create(properties, context) {
    const changes = readRecords(properties).map((record): Change => ({
      Action: 'CREATE',
      ResourceRecordSet: record,
    }));
    await changeRecordSets(await findHostedZone(properties, context), changes, properties, context);
    const id = context.generateName(128);
    return { physicalId: id, attributes: { Id: id } };
  },

  async update(instance, properties, previous, context) {
    const desired = readRecords(properties);
    const before = readRecords(previous);
    const gone = before.filter((record) => !desired.some((other) => isSamePlace(record, other)));
    const changed = desired.filter(
      (record) => !before.some((other) => isSame(record as Json, other as Json)),
    );
    const changes = [
      ...gone.map((record): Change => ({ Action: 'DELETE', ResourceRecordSet: record })),
      ...changed.map((record): Change => ({ Action: 'UPSERT', ResourceRecordSet: record })),
    ];
    await changeRecordSets(await findHostedZone(properties, context), changes, properties, context);
    return instance;
  },

  remove: (_instance, properties, context) => ignoreMissing(removeRecords(properties, context)),
};

/** One by one: a record that is gone already must not keep the others. */
async function removeRecords(properties: Properties, context: ResourceContext): Promise<void> {
  const zone = await findHostedZone(properties, context);
  for (const record of readRecords(properties)) {
    const change: Change = { Action: 'DELETE', ResourceRecordSet: record };
    await ignoreMissing(changeRecordSets(zone, [change], properties, context));
  }
}

function readRecords(properties: Properties): RecordSet[] {
  return (readObjects(properties, 'RecordSets') ?? []).map(readRecordSet);
}
