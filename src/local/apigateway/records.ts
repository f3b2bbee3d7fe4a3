/** What is stored. Times are milliseconds since 1970; keys are in state.ts. */

export interface RestApiRecord {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly createdDate: number;
  readonly apiKeySource: string;
  readonly binaryMediaTypes?: readonly string[] | undefined;
  readonly minimumCompressionSize?: number | undefined;
  readonly endpointConfiguration: EndpointConfigurationRecord;
  readonly policy?: string | undefined;
  readonly disableExecuteApiEndpoint: boolean;
  readonly tags: Tags;
  readonly rootResourceId: string;
  /** How many deployments were ever made of it: see snapshot.ts. */
  readonly epoch: number;
}

export type Tags = Readonly<Record<string, string>>;

export interface EndpointConfigurationRecord {
  readonly types: readonly string[];
  readonly ipAddressType: string;
  readonly vpcEndpointIds?: readonly string[] | undefined;
}

/** A row that deployments see as it was: `since` is the epoch of the API in which it got this value. */
interface Versioned {
  readonly since: number;
}

export interface ResourceRecord extends Versioned {
  readonly id: string;
  /** Absent on the root resource only; so is `pathPart`. */
  readonly parentId?: string | undefined;
  readonly pathPart?: string | undefined;
}

export interface MethodRecord extends Versioned {
  readonly resourceId: string;
  readonly httpMethod: string;
  readonly authorizationType: string;
  readonly authorizerId?: string | undefined;
  readonly apiKeyRequired: boolean;
  readonly operationName?: string | undefined;
  readonly requestValidatorId?: string | undefined;
  readonly authorizationScopes?: readonly string[] | undefined;
  readonly requestParameters?: Readonly<Record<string, boolean>> | undefined;
  readonly requestModels?: Tags | undefined;
  readonly methodResponses?: Readonly<Record<string, MethodResponseRecord>> | undefined;
  readonly methodIntegration?: IntegrationRecord | undefined;
}

export interface MethodResponseRecord {
  readonly statusCode: string;
  readonly responseParameters?: Readonly<Record<string, boolean>> | undefined;
  readonly responseModels?: Tags | undefined;
}

export interface IntegrationRecord {
  readonly type: string;
  readonly httpMethod?: string | undefined;
  readonly uri?: string | undefined;
  readonly connectionType?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly credentials?: string | undefined;
  readonly requestParameters?: Tags | undefined;
  readonly requestTemplates?: Tags | undefined;
  readonly passthroughBehavior: string;
  readonly contentHandling?: string | undefined;
  readonly timeoutInMillis: number;
  readonly cacheNamespace: string;
  readonly cacheKeyParameters: readonly string[];
  readonly tlsConfig?: { readonly insecureSkipVerification?: boolean | undefined } | undefined;
  readonly integrationResponses?: Readonly<Record<string, IntegrationResponseRecord>> | undefined;
}

export interface IntegrationResponseRecord {
  readonly statusCode: string;
  readonly selectionPattern?: string | undefined;
  readonly responseParameters?: Tags | undefined;
  readonly responseTemplates?: Tags | undefined;
  readonly contentHandling?: string | undefined;
}

/** A row as it was until `until`, kept because a deployment of the epochs from `since` to `until - 1` serves it. */
export type ArchivedRecord =
  | { readonly kind: 'resource'; readonly until: number; readonly row: ResourceRecord }
  | { readonly kind: 'method'; readonly until: number; readonly row: MethodRecord };

export interface DeploymentRecord {
  readonly id: string;
  readonly description?: string | undefined;
  readonly createdDate: number;
  /** Rows whose time spans this epoch are its routes: see snapshot.ts. */
  readonly epoch: number;
  /** Everything else a deployment freezes. */
  readonly settings: DeploymentSettings;
}

export interface DeploymentSettings {
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: string;
  readonly rootResourceId: string;
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseRecord>>;
  readonly authorizers: Readonly<Record<string, AuthorizerRecord>>;
  readonly requestValidators: Readonly<Record<string, RequestValidatorRecord>>;
}

export interface StageRecord {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string | undefined;
  readonly documentationVersion?: string | undefined;
  readonly cacheClusterEnabled: boolean;
  readonly cacheClusterSize?: string | undefined;
  readonly clientCertificateId?: string | undefined;
  readonly tracingEnabled: boolean;
  readonly variables?: Tags | undefined;
  readonly methodSettings: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  readonly accessLogSettings?: {
    readonly destinationArn?: string | undefined;
    readonly format?: string | undefined;
  };
  readonly createdDate: number;
  readonly lastUpdatedDate: number;
  readonly tags: Tags;
}

export interface AuthorizerRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly authType?: string | undefined;
  readonly authorizerUri?: string | undefined;
  readonly authorizerCredentials?: string | undefined;
  readonly identitySource?: string | undefined;
  readonly identityValidationExpression?: string | undefined;
  readonly authorizerResultTtlInSeconds?: number | undefined;
  readonly providerARNs?: readonly string[] | undefined;
}

export interface GatewayResponseRecord {
  readonly responseType: string;
  readonly statusCode?: string | undefined;
  readonly responseParameters: Tags;
  readonly responseTemplates: Tags;
}

export interface RequestValidatorRecord {
  readonly id: string;
  readonly name: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

export interface ModelRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly schema?: string | undefined;
  readonly contentType: string;
}

export interface ApiKeyRecord {
  readonly id: string;
  readonly value: string;
  readonly name?: string | undefined;
  readonly customerId?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled: boolean;
  readonly createdDate: number;
  readonly lastUpdatedDate: number;
  readonly tags: Tags;
}

export interface UsagePlanRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly apiStages: readonly { readonly apiId: string; readonly stage: string }[];
  readonly throttle?: { readonly burstLimit?: number | undefined; readonly rateLimit?: number | undefined };
  readonly quota?: {
    readonly limit?: number | undefined;
    readonly offset?: number | undefined;
    readonly period?: string | undefined;
  };
  readonly productCode?: string | undefined;
  readonly tags: Tags;
  /** Ids of the keys in it, oldest first. */
  readonly keyIds: readonly string[];
}

export interface DomainNameRecord {
  readonly domainName: string;
  readonly account: string;
  readonly certificateArn?: string | undefined;
  readonly certificateName?: string | undefined;
  readonly certificateUploadDate?: number | undefined;
  readonly regionalCertificateArn?: string | undefined;
  readonly regionalCertificateName?: string | undefined;
  readonly regionalDomainName?: string | undefined;
  readonly regionalHostedZoneId?: string | undefined;
  readonly distributionDomainName?: string | undefined;
  readonly distributionHostedZoneId?: string | undefined;
  readonly endpointConfiguration: EndpointConfigurationRecord;
  readonly securityPolicy: string;
  readonly ownershipVerificationCertificateArn?: string | undefined;
  readonly tags: Tags;
}

export interface BasePathMappingRecord {
  /** '' is the root, which the API writes `(none)`. */
  readonly basePath: string;
  readonly restApiId: string;
  readonly stage?: string | undefined;
}

export interface AccountRecord {
  readonly cloudwatchRoleArn?: string | undefined;
}
