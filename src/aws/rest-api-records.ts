import type { BasePathMapping, DomainName, Resource, RestApi, Stage } from '@aws-sdk/client-api-gateway';

export interface RestApiRecord {
  readonly id: string;
  readonly name: string;
  readonly rootResourceId: string;
  readonly binaryMediaTypes: readonly string[];
}

export interface ApiResourceRecord {
  readonly id: string;
  /** `/posts/{id}`; `/` is the root. */
  readonly path: string;
  /** Absent for the root. */
  readonly parentId?: string;
  /** Absent for the root. */
  readonly pathPart?: string;
  /** Sorted by verb. */
  readonly methods: readonly ApiMethodRecord[];
}

export interface ApiMethodRecord {
  /** `GET`, `ANY`. */
  readonly verb: string;
  /** Of its integration, stage variables unresolved; absent when it has no integration or one without an address. */
  readonly uri?: string;
  /** It has no integration. */
  readonly unfinished?: true;
}

export interface StageRecord {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface MappingRecord {
  /** `v1`; empty for the mapping without one. */
  readonly basePath: string;
  readonly restApiId: string;
  /** Empty when callers name the stage in the path. */
  readonly stage: string;
}

export interface DomainRecord {
  readonly name: string;
  /** `AVAILABLE`, `UPDATING`, `PENDING`. */
  readonly status?: string;
  /** What a DNS record has to point to, and the hosted zone it is in: of the region, or of the distribution. */
  readonly target?: { readonly name: string; readonly hostedZoneId: string };
}

export function toRestApiRecord(restApi: RestApi): RestApiRecord {
  return {
    id: restApi.id ?? '',
    name: restApi.name ?? '',
    rootResourceId: restApi.rootResourceId ?? '',
    binaryMediaTypes: restApi.binaryMediaTypes ?? [],
  };
}

export function toApiResourceRecord(resource: Resource): ApiResourceRecord {
  const methods = Object.entries(resource.resourceMethods ?? {}).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return {
    id: resource.id ?? '',
    path: resource.path ?? '',
    ...(resource.parentId === undefined ? {} : { parentId: resource.parentId }),
    ...(resource.pathPart === undefined ? {} : { pathPart: resource.pathPart }),
    methods: methods.map(([verb, { methodIntegration }]) => ({
      verb,
      ...(methodIntegration?.uri === undefined ? {} : { uri: methodIntegration.uri }),
      ...(methodIntegration === undefined ? { unfinished: true as const } : {}),
    })),
  };
}

export function toStageRecord(stage: Stage): StageRecord {
  return {
    name: stage.stageName ?? '',
    deploymentId: stage.deploymentId ?? '',
    variables: stage.variables ?? {},
  };
}

export function toMappingRecord({ basePath, restApiId, stage }: BasePathMapping): MappingRecord {
  return {
    basePath: fromNone(basePath),
    restApiId: restApiId ?? '',
    stage: fromNone(stage),
  };
}

export function toDomainRecord(domain: DomainName): DomainRecord {
  const name = domain.regionalDomainName ?? domain.distributionDomainName;
  const hostedZoneId = domain.regionalHostedZoneId ?? domain.distributionHostedZoneId;
  return {
    name: domain.domainName ?? '',
    ...(domain.domainNameStatus === undefined ? {} : { status: domain.domainNameStatus }),
    ...(name !== undefined && hostedZoneId !== undefined ? { target: { name, hostedZoneId } } : {}),
  };
}

/**
 * API Gateway writes `(none)` for an empty base path, also in the addresses of mappings.
 * Source: docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html.
 */
export function toNone(basePath: string): string {
  return basePath === '' ? '(none)' : basePath;
}

function fromNone(value: string | undefined): string {
  return value === undefined || value === '(none)' ? '' : value;
}
