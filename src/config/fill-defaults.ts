import type { Config, CorsConfig, JetsConfig } from './config.ts';

/**
 * A checked config with every default filled in.
 *
 * Memory is 512 MiB: Lambda gives CPU in proportion to it, and at its own default of 128 MiB a Node.js function takes
 * seconds to start. The timeout is 6 s, well below the 29 s after which API Gateway gives up on an integration; so long can a
 * request be on its way to the old Rest API, which is why draining takes 30.
 */
export function fillDefaults(config: JetsConfig, defaults: { readonly region?: string } = {}): Config {
  const { api = {}, domain, function: settings = {}, cfn = {} } = config;
  const cors = fillCors(api.cors);
  return {
    name: config.name,
    region: config.region ?? defaults.region ?? 'us-east-1',
    api: {
      endpointType: api.endpointType ?? 'REGIONAL',
      vpcEndpointIds: api.vpcEndpointIds ?? [],
      ...(api.endpointPolicy !== undefined && { endpointPolicy: api.endpointPolicy }),
      binaryMediaTypes: api.binaryMediaTypes ?? ['*/*'],
      ...(cors !== undefined && { cors }),
      authorizationType: api.authorizationType ?? 'NONE',
      apiKeyRequired: api.apiKeyRequired ?? false,
      ...(api.autoReplace !== undefined && { autoReplace: api.autoReplace }),
      resourceQuota: api.resourceQuota ?? 300,
    },
    ...(domain !== undefined && { domain: { name: domain.name, basePath: domain.basePath ?? '' } }),
    deploy: { drainSeconds: config.deploy?.drainSeconds ?? 30 },
    function: {
      ...dropUndefined(settings),
      memorySize: settings.memorySize ?? 512,
      timeout: settings.timeout ?? 6,
      runtime: settings.runtime ?? 'nodejs22.x',
      architectures: settings.architectures ?? ['arm64'],
      environment: settings.environment ?? {},
    },
    iamPolicy: config.iamPolicy ?? [],
    managedIamPolicy: config.managedIamPolicy ?? [],
    logs: { retentionInDays: config.logs?.retentionInDays ?? 30 },
    grouping: cfn.build?.controllers ?? 'one_lambda_per_controller',
    resourceTags: cfn.build?.resourceTags ?? {},
  };
}

/** `true` lets every site call the API, without credentials, with the headers that SDKs and browsers send. */
function fillCors(cors: boolean | CorsConfig | undefined): Required<CorsConfig> | undefined {
  if (cors === undefined || cors === false) return undefined;
  const { origin, headers, methods, credentials, maxAge } = cors === true ? {} : cors;
  return {
    origin: origin ?? '*',
    headers: headers ?? ['Content-Type', 'Authorization', 'X-Amz-Date', 'X-Amz-Security-Token', 'X-Api-Key'],
    methods: methods ?? ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    credentials: credentials ?? false,
    maxAge: maxAge ?? 600,
  };
}

/** `{ layers: undefined }` is the same as `{}`. */
function dropUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
