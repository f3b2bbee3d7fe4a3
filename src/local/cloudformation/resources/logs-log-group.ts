import type { CallContext, Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { defined, isSame, readNumber, readString } from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { desiredTags, diffTags } from './tags.ts';
import { finishCreation } from './finish-creation.ts';

/** Ref: the log group's name. `Arn` ends in `:*`, as AWS documents it. */
export const logGroup: ResourceType = {
  type: 'AWS::Logs::LogGroup',

  async create(properties, context) {
    refuseUnsupported(logGroup.type, properties, supported);
    const logGroupName = readString(properties, 'LogGroupName') ?? context.generateName(512);
    await callLogs(
      context,
      'CreateLogGroup',
      defined({
        logGroupName,
        kmsKeyId: readString(properties, 'KmsKeyId'),
        logGroupClass: readString(properties, 'LogGroupClass'),
        tags: desiredTags(properties, context),
      }),
    );
    return finishCreation(
      context,
      { physicalId: logGroupName, attributes: { Arn: `${arnOf(logGroupName, context)}:*` } },
      () => putRetention(logGroupName, properties, {}, context),
      () => callLogs(context, 'DeleteLogGroup', { logGroupName }),
    );
  },

  async update(instance, properties, previous, context) {
    refuseUnsupported(logGroup.type, properties, supported);
    const logGroupName = instance.physicalId;
    await putRetention(logGroupName, properties, previous, context);
    if (!isSame(properties['KmsKeyId'], previous['KmsKeyId'])) {
      const kmsKeyId = readString(properties, 'KmsKeyId');
      await (kmsKeyId === undefined
        ? callLogs(context, 'DisassociateKmsKey', { logGroupName })
        : callLogs(context, 'AssociateKmsKey', { logGroupName, kmsKeyId }));
    }
    const { set, removed } = diffTags(properties, previous, context);
    const resourceArn = arnOf(logGroupName, context);
    if (Object.keys(set).length > 0) await callLogs(context, 'TagResource', { resourceArn, tags: set });
    if (removed.length > 0) await callLogs(context, 'UntagResource', { resourceArn, tagKeys: removed });
    return instance;
  },

  remove: (instance, _properties, context) =>
    ignoreMissing(callLogs(context, 'DeleteLogGroup', { logGroupName: instance.physicalId })),

  async exists(name, context) {
    const { logGroups = [] } = await callLogs(context, 'DescribeLogGroups', { logGroupNamePrefix: name });
    // The list is in order of names, so the shortest comes first.
    return (logGroups as { logGroupName: string }[]).some(({ logGroupName }) => logGroupName === name);
  },
};

const supported = ['KmsKeyId', 'LogGroupClass', 'LogGroupName', 'RetentionInDays', 'Tags'];

async function putRetention(
  logGroupName: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  if (isSame(properties['RetentionInDays'], previous['RetentionInDays'])) return;
  const retentionInDays = readNumber(properties, 'RetentionInDays');
  await (retentionInDays === undefined
    ? callLogs(context, 'DeleteRetentionPolicy', { logGroupName })
    : callLogs(context, 'PutRetentionPolicy', { logGroupName, retentionInDays }));
}

function arnOf(logGroupName: string, context: ResourceContext): string {
  return `arn:aws:logs:${context.region}:${context.account}:log-group:${logGroupName}`;
}

// oxlint-disable-next-line typescript/no-explicit-any -- see Cloud.call
function callLogs(context: CallContext, operation: string, input: object): Promise<any> {
  return context.cloud.call('logs', operation, input, context);
}
