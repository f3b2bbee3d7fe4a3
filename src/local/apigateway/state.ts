import type { Store } from '../cloud.ts';
import type {
  AccountRecord,
  ApiKeyRecord,
  ArchivedRecord,
  AuthorizerRecord,
  BasePathMappingRecord,
  DeploymentRecord,
  DomainNameRecord,
  GatewayResponseRecord,
  MethodRecord,
  ModelRecord,
  RequestValidatorRecord,
  ResourceRecord,
  RestApiRecord,
  StageRecord,
  UsagePlanRecord,
} from './records.ts';
import { createResourceIndex, type ResourceIndex } from './resource-index.ts';
import { openTable, type Table } from './table.ts';

/** Everything API Gateway remembers. The scope of a table is the region, or `<region>/<owner>` as noted. */
export interface State {
  readonly restApis: Table<RestApiRecord>;
  /** By `<region>/<api id>`, as all tables up to `models`. */
  readonly resources: Table<ResourceRecord>;
  /** Ids are `<resource id>/<verb>`. */
  readonly methods: Table<MethodRecord>;
  readonly archive: Table<ArchivedRecord>;
  readonly deployments: Table<DeploymentRecord>;
  readonly stages: Table<StageRecord>;
  readonly authorizers: Table<AuthorizerRecord>;
  readonly gatewayResponses: Table<GatewayResponseRecord>;
  readonly requestValidators: Table<RequestValidatorRecord>;
  readonly models: Table<ModelRecord>;
  readonly apiKeys: Table<ApiKeyRecord>;
  readonly usagePlans: Table<UsagePlanRecord>;
  readonly domainNames: Table<DomainNameRecord>;
  /** By `<region>/<domain name>`; ids are base paths. */
  readonly basePathMappings: Table<BasePathMappingRecord>;
  /** One record a region, with the id `account`. */
  readonly accounts: Table<AccountRecord>;
  readonly resourceIndex: ResourceIndex;
}

const opened = new WeakMap<Store, State>();

/** The same state for every caller with this store, so that the control plane and the data plane share its indexes. */
export function openState(store: Store): State {
  let state = opened.get(store);
  if (!state) opened.set(store, (state = readState(store)));
  return state;
}

function readState(store: Store): State {
  const byRegion = <T>(name: string): Table<T> => openTable(store.collection<T>(`apigateway.${name}`), 1);
  const byOwner = <T>(name: string): Table<T> => openTable(store.collection<T>(`apigateway.${name}`), 2);
  const resources = byOwner<ResourceRecord>('resources');
  return {
    restApis: byRegion('restApis'),
    resources,
    methods: byOwner('methods'),
    archive: byOwner('archive'),
    deployments: byOwner('deployments'),
    stages: byOwner('stages'),
    authorizers: byOwner('authorizers'),
    gatewayResponses: byOwner('gatewayResponses'),
    requestValidators: byOwner('requestValidators'),
    models: byOwner('models'),
    apiKeys: byRegion('apiKeys'),
    usagePlans: byRegion('usagePlans'),
    domainNames: byRegion('domainNames'),
    basePathMappings: byOwner('basePathMappings'),
    accounts: byRegion('accounts'),
    resourceIndex: createResourceIndex(resources),
  };
}

/** The scope of everything inside one API, or of one domain's mappings. */
export function scopeOf(context: { readonly region: string }, owner: string): string {
  return `${context.region}/${owner}`;
}
