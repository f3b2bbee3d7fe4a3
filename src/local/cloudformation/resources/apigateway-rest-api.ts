import type { Properties, ResourceContext, ResourceInstance, ResourceType } from '../resource-type.ts';
import { callApiGateway, changeApiGatewayTags, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { patchPathSet, patchScalars, patchValueSet, type PatchOperation } from './patch-operations.ts';
import {
  defined,
  isSame,
  readBoolean,
  readDocument,
  readMap,
  readNumber,
  readObject,
  readString,
  readStrings,
  requireString,
} from './properties.ts';
import { desiredTags, diffTags } from './tags.ts';
import { finishCreation } from './finish-creation.ts';

/**
 * Ref: the API's id. Nothing replaces it: every property changes in place, and shows with the next Deployment.
 * `Body` is applied by PutRestApi (mode `overwrite` unless `Mode` says otherwise) after the plain properties.
 */
export const restApi: ResourceType = {
  type: 'AWS::ApiGateway::RestApi',

  async create(properties, context) {
    const endpointConfiguration = readEndpointConfiguration(properties);
    const created = await callApiGateway(
      context,
      'CreateRestApi',
      defined({
        // An API made from a definition is named by it; the name is then only what CreateRestApi wants.
        name: readString(properties, 'Name') ?? titleOf(properties),
        description: readString(properties, 'Description'),
        version: readString(properties, 'Version'),
        cloneFrom: readString(properties, 'CloneFrom'),
        binaryMediaTypes: readStrings(properties, 'BinaryMediaTypes'),
        minimumCompressionSize: readNumber(properties, 'MinimumCompressionSize'),
        apiKeySource: readString(properties, 'ApiKeySourceType'),
        endpointConfiguration,
        policy: readDocument(properties, 'Policy'),
        disableExecuteApiEndpoint: readBoolean(properties, 'DisableExecuteApiEndpoint'),
        securityPolicy: readString(properties, 'SecurityPolicy'),
        endpointAccessMode: readString(properties, 'EndpointAccessMode'),
        tags: desiredTags(properties, context),
      }),
    );
    const restApiId: string = created.id;
    return finishCreation(
      context,
      describeApi(restApiId, created.rootResourceId),
      async () => {
        await putDefinition(restApiId, properties, context);
        return describe(restApiId, created.rootResourceId, context);
      },
      () => callApiGateway(context, 'DeleteRestApi', { restApiId }),
    );
  },

  async update(instance, properties, previous, context) {
    const restApiId = instance.physicalId;
    await patchApiGateway(context, 'UpdateRestApi', { restApiId }, [
      ...patchScalars(properties, previous, scalarPaths, scalarDefaults),
      ...patchPathSet(
        '/binaryMediaTypes',
        readStrings(properties, 'BinaryMediaTypes'),
        readStrings(previous, 'BinaryMediaTypes'),
      ),
      ...patchEndpointConfiguration(properties, previous),
    ]);
    if (
      !isSame(properties['Body'], previous['Body']) ||
      !isSame(properties['BodyS3Location'], previous['BodyS3Location'])
    ) {
      await putDefinition(restApiId, properties, context);
    }
    await changeApiGatewayTags(context, `/restapis/${restApiId}`, diffTags(properties, previous, context));
    return describe(restApiId, instance.attributes['RootResourceId'] as string | undefined, context);
  },

  remove: (instance, _properties, context) =>
    removeFromApiGateway(context, 'DeleteRestApi', { restApiId: instance.physicalId }),
};

const scalarPaths = {
  Name: '/name',
  Description: '/description',
  MinimumCompressionSize: '/minimumCompressionSize',
  ApiKeySourceType: '/apiKeySource',
  Policy: '/policy',
  DisableExecuteApiEndpoint: '/disableExecuteApiEndpoint',
  SecurityPolicy: '/securityPolicy',
  EndpointAccessMode: '/endpointAccessMode',
};
const scalarDefaults = { ApiKeySourceType: 'HEADER', DisableExecuteApiEndpoint: 'false' };

async function describe(
  restApiId: string,
  knownRoot: string | undefined,
  context: ResourceContext,
): Promise<ResourceInstance> {
  return describeApi(restApiId, knownRoot ?? (await findRootResource(restApiId, context)));
}

const describeApi = (restApiId: string, root: string | undefined): ResourceInstance => ({
  physicalId: restApiId,
  attributes: { RestApiId: restApiId, ...(root && { RootResourceId: root }) },
});

async function findRootResource(restApiId: string, context: ResourceContext): Promise<string | undefined> {
  const found = await callApiGateway(context, 'GetRestApi', { restApiId });
  return found.rootResourceId;
}

interface EndpointConfiguration {
  readonly types?: string[] | undefined;
  readonly ipAddressType?: string | undefined;
  readonly vpcEndpointIds?: string[] | undefined;
}

function readEndpointConfiguration(properties: Properties): EndpointConfiguration | undefined {
  const configuration = readObject(properties, 'EndpointConfiguration');
  return (
    configuration &&
    defined({
      types: readStrings(configuration, 'Types'),
      ipAddressType: readString(configuration, 'IpAddressType'),
      vpcEndpointIds: readStrings(configuration, 'VpcEndpointIds'),
    })
  );
}

/** The path names the type that is there now: `replace /endpointConfiguration/types/EDGE REGIONAL`. */
function patchEndpointConfiguration(properties: Properties, previous: Properties): PatchOperation[] {
  const desired = readEndpointConfiguration(properties) ?? {};
  const before = readEndpointConfiguration(previous) ?? {};
  const [type = 'EDGE'] = desired.types ?? [];
  const [typeBefore = 'EDGE'] = before.types ?? [];
  return [
    ...(type === typeBefore
      ? []
      : [{ op: 'replace' as const, path: `/endpointConfiguration/types/${typeBefore}`, value: type }]),
    ...(desired.ipAddressType === undefined || desired.ipAddressType === before.ipAddressType
      ? []
      : [
          {
            op: 'replace' as const,
            path: '/endpointConfiguration/ipAddressType',
            value: desired.ipAddressType,
          },
        ]),
    ...patchValueSet('/endpointConfiguration/vpcEndpointIds', desired.vpcEndpointIds, before.vpcEndpointIds),
  ];
}

async function putDefinition(
  restApiId: string,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  const body = await readDefinition(properties, context);
  if (body === undefined) return;
  await callApiGateway(
    context,
    'PutRestApi',
    defined({
      restApiId,
      mode: readString(properties, 'Mode') ?? 'overwrite',
      failOnWarnings: readBoolean(properties, 'FailOnWarnings'),
      parameters: readMap(properties, 'Parameters'),
      body,
    }),
  );
}

async function readDefinition(
  properties: Properties,
  context: ResourceContext,
): Promise<Uint8Array | undefined> {
  const text = readDocument(properties, 'Body');
  if (text !== undefined) return new TextEncoder().encode(text);
  const location = readObject(properties, 'BodyS3Location');
  if (location === undefined) return undefined;
  const object = await context.cloud.call(
    's3',
    'GetObject',
    defined({
      Bucket: requireString(location, 'Bucket'),
      Key: requireString(location, 'Key'),
      VersionId: readString(location, 'Version'),
    }),
    context,
  );
  return object.Body;
}

function titleOf(properties: Properties): string | undefined {
  const body = properties['Body'];
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return undefined;
  return readString(readObject(body as Properties, 'info') ?? {}, 'title');
}
