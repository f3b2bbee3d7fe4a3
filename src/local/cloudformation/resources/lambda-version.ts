import type { Store } from '../../cloud.ts';
import type { Properties, ResourceContext, ResourceInstance, ResourceType } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { callLambda } from './lambda.ts';
import { defined, isSame, readNumber, readObject, readString, requireString } from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { finishCreation } from './finish-creation.ts';

/** Ref: the version's ARN. `Version` and `FunctionArn` (the same ARN) are attributes. */
export const version: ResourceType = {
  type: 'AWS::Lambda::Version',

  async create(properties, context) {
    refuseUnsupported(version.type, properties, supported);
    const FunctionName = requireString(properties, 'FunctionName');
    const published = await inTurn(context.cloud.store, FunctionName, () =>
      publish(FunctionName, properties, context),
    );
    const Version: string = published.Version;
    const arn: string = published.FunctionArn;
    return finishCreation(
      context,
      { physicalId: arn, attributes: { Version, FunctionArn: arn } },
      () => putSettings(FunctionName, Version, properties, {}, context),
      () => callLambda(context, 'DeleteFunction', { FunctionName, Qualifier: Version }),
    );
  },

  async update(instance, properties, previous, context) {
    refuseUnsupported(version.type, properties, supported);
    await putSettings(
      requireString(properties, 'FunctionName'),
      versionOf(instance),
      properties,
      previous,
      context,
    );
    return instance;
  },

  remove: (instance, properties, context) =>
    ignoreMissing(
      callLambda(context, 'DeleteFunction', {
        FunctionName: requireString(properties, 'FunctionName'),
        Qualifier: versionOf(instance),
      }),
    ),
};

const supported = [
  'CodeSha256',
  'Description',
  'FunctionName',
  'ProvisionedConcurrencyConfig',
  'RuntimePolicy',
];

/** PublishVersion answers with the version there is when nothing changed since; CloudFormation takes that for a failure (AWS-FACTS 4). */
async function publish(FunctionName: string, properties: Properties, context: ResourceContext) {
  const before = await listVersions(FunctionName, context);
  const published = await callLambda(
    context,
    'PublishVersion',
    defined({
      FunctionName,
      CodeSha256: readString(properties, 'CodeSha256'),
      Description: readString(properties, 'Description'),
    }),
  );
  if (before.has(published.Version)) {
    throw handlerError(
      'AlreadyExists',
      `A version for this Lambda function exists ( ${published.Version} ). Modify the function to create a new version.`,
      409,
    );
  }
  return published;
}

async function listVersions(FunctionName: string, context: ResourceContext): Promise<Set<string>> {
  const versions = new Set<string>();
  let Marker: string | undefined;
  do {
    const page = await callLambda(context, 'ListVersionsByFunction', defined({ FunctionName, Marker }));
    for (const one of page.Versions as { Version: string }[]) versions.add(one.Version);
    Marker = page.NextMarker || undefined;
  } while (Marker !== undefined);
  return versions;
}

async function putSettings(
  FunctionName: string,
  Qualifier: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const changed = (name: string) => !isSame(properties[name], previous[name]);
  const concurrency = readObject(properties, 'ProvisionedConcurrencyConfig');
  if (concurrency && changed('ProvisionedConcurrencyConfig')) {
    const ProvisionedConcurrentExecutions = readNumber(concurrency, 'ProvisionedConcurrentExecutions');
    await callLambda(context, 'PutProvisionedConcurrencyConfig', {
      FunctionName,
      Qualifier,
      ProvisionedConcurrentExecutions,
    });
  }
  const runtime = readObject(properties, 'RuntimePolicy');
  if (runtime && changed('RuntimePolicy')) {
    await callLambda(context, 'PutRuntimeManagementConfig', { FunctionName, Qualifier, ...runtime });
  }
}

function versionOf(instance: ResourceInstance): string {
  return instance.physicalId.slice(instance.physicalId.lastIndexOf(':') + 1);
}

const turns = new WeakMap<Store, Map<string, Promise<unknown>>>();

/** Publishes of one function follow each other, so that each can tell whether it made a version. */
async function inTurn<T>(store: Store, functionName: string, work: () => Promise<T>): Promise<T> {
  const ofStore = turns.get(store) ?? new Map<string, Promise<unknown>>();
  turns.set(store, ofStore);
  const turn = Promise.allSettled([ofStore.get(functionName)]).then(work);
  ofStore.set(functionName, turn);
  try {
    return await turn;
  } finally {
    if (ofStore.get(functionName) === turn) ofStore.delete(functionName);
  }
}
