/** How controllers are grouped into Lambda functions (`cfn.build.controllers`). */
export type Grouping =
  'one_lambda_for_all_controllers' | 'one_lambda_per_controller' | 'one_lambda_per_method';

/** One statement of an IAM policy, as AWS writes it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Settings of Lambda functions. Names are Lambda's own, camelCased. */
export interface FunctionConfig {
  /** MiB, 128 to 10,240. */
  readonly memorySize?: number;
  /** Seconds, 1 to 900. API Gateway gives up after 29 s whatever is set here. */
  readonly timeout?: number;
  readonly runtime?: string;
  readonly architectures?: readonly ('x86_64' | 'arm64')[];
  readonly environment?: Readonly<Record<string, string>>;
  /** `/tmp` in MiB, 512 to 10,240. */
  readonly ephemeralStorage?: number;
  readonly layers?: readonly string[];
  readonly tracingConfig?: 'Active' | 'PassThrough';
  readonly reservedConcurrentExecutions?: number;
  readonly vpcConfig?: {
    readonly securityGroupIds: readonly string[];
    readonly subnetIds: readonly string[];
  };
}

export interface CorsConfig {
  readonly origin?: string;
  readonly headers?: readonly string[];
  readonly methods?: readonly string[];
  readonly credentials?: boolean;
  /** Seconds a browser may keep the answer to a preflight. */
  readonly maxAge?: number;
}

/** What an app writes in `jets.config.ts`: `export default defineConfig({ name: 'blog' })`. */
export interface JetsConfig {
  readonly name: string;
  readonly region?: string;
  readonly api?: {
    readonly endpointType?: 'EDGE' | 'REGIONAL' | 'PRIVATE';
    /** Required when `endpointType` is PRIVATE. */
    readonly vpcEndpointIds?: readonly string[];
    readonly endpointPolicy?: { readonly Version?: string; readonly Statement: readonly object[] };
    readonly binaryMediaTypes?: readonly string[];
    readonly cors?: boolean | CorsConfig;
    readonly authorizationType?: 'NONE' | 'AWS_IAM';
    readonly apiKeyRequired?: boolean;
    /** `true` replaces the Rest API without asking, `false` refuses, unset asks. */
    readonly autoReplace?: boolean;
    /** Resources one Rest API may have: 300 unless AWS raised the quota for the account. */
    readonly resourceQuota?: number;
  };
  /** A custom domain of API Gateway's, which exists already. */
  readonly domain?: {
    /** `api.example.com`. */
    readonly name: string;
    /** Of the address, after the name: `v1`. Nothing by default. */
    readonly basePath?: string;
  };
  readonly deploy?: {
    /** Seconds that the old Rest API is kept after the domain was switched to the new one; 30 by default. */
    readonly drainSeconds?: number;
  };
  readonly function?: FunctionConfig;
  readonly iamPolicy?: readonly PolicyStatement[];
  readonly managedIamPolicy?: readonly string[];
  readonly logs?: { readonly retentionInDays?: number };
  readonly cfn?: {
    readonly build?: {
      readonly controllers?: Grouping;
      readonly resourceTags?: Readonly<Record<string, string>>;
    };
  };
}

/** A config that passed the schema, with every default filled in. */
export interface Config {
  readonly name: string;
  readonly region: string;
  readonly api: {
    readonly endpointType: 'EDGE' | 'REGIONAL' | 'PRIVATE';
    readonly vpcEndpointIds: readonly string[];
    readonly endpointPolicy?: { readonly Version?: string; readonly Statement: readonly object[] };
    /** As API Gateway lists them; default everything, so that binary bodies survive both ways. */
    readonly binaryMediaTypes: readonly string[];
    /** `undefined` when CORS is off. */
    readonly cors?: Required<CorsConfig>;
    readonly authorizationType: 'NONE' | 'AWS_IAM';
    readonly apiKeyRequired: boolean;
    readonly autoReplace?: boolean;
    readonly resourceQuota: number;
  };
  readonly domain?: {
    readonly name: string;
    /** Empty for none. */
    readonly basePath: string;
  };
  readonly deploy: { readonly drainSeconds: number };
  readonly function: FunctionConfig & {
    readonly memorySize: number;
    readonly timeout: number;
    readonly runtime: string;
    readonly architectures: readonly ('x86_64' | 'arm64')[];
    readonly environment: Readonly<Record<string, string>>;
  };
  readonly iamPolicy: readonly PolicyStatement[];
  readonly managedIamPolicy: readonly string[];
  readonly logs: { readonly retentionInDays: number };
  readonly grouping: Grouping;
  readonly resourceTags: Readonly<Record<string, string>>;
}
