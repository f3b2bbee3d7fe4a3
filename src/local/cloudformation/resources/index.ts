import type { ResourceSchema, ResourceType } from '../resource-type.ts';
import { account } from './apigateway-account.ts';
import { apiKey } from './apigateway-api-key.ts';
import { authorizer } from './apigateway-authorizer.ts';
import { basePathMapping } from './apigateway-base-path-mapping.ts';
import { deployment } from './apigateway-deployment.ts';
import { domainName } from './apigateway-domain-name.ts';
import { gatewayResponse } from './apigateway-gateway-response.ts';
import { method } from './apigateway-method.ts';
import { model } from './apigateway-model.ts';
import { requestValidator } from './apigateway-request-validator.ts';
import { resource } from './apigateway-resource.ts';
import { restApi } from './apigateway-rest-api.ts';
import { stage } from './apigateway-stage.ts';
import { usagePlanKey } from './apigateway-usage-plan-key.ts';
import { usagePlan } from './apigateway-usage-plan.ts';
import { certificate } from './certificatemanager-certificate.ts';
import { rule } from './events-rule.ts';
import { managedPolicy } from './iam-managed-policy.ts';
import { policy } from './iam-policy.ts';
import { role } from './iam-role.ts';
import { alias } from './lambda-alias.ts';
import { eventInvokeConfig } from './lambda-event-invoke-config.ts';
import { lambdaFunction } from './lambda-function.ts';
import { layerVersion } from './lambda-layer-version.ts';
import { permission } from './lambda-permission.ts';
import { version } from './lambda-version.ts';
import { logGroup } from './logs-log-group.ts';
import { recordSetGroup } from './route53-record-set-group.ts';
import { recordSet } from './route53-record-set.ts';
import { bucketPolicy } from './s3-bucket-policy.ts';
import { bucket } from './s3-bucket.ts';
import schemas from './schemas.json' with { type: 'json' };

/** Every type the embedded CloudFormation makes through another service; `AWS::CloudFormation::Stack` is the engine's own. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    account,
    alias,
    apiKey,
    authorizer,
    basePathMapping,
    bucket,
    bucketPolicy,
    certificate,
    deployment,
    domainName,
    eventInvokeConfig,
    gatewayResponse,
    lambdaFunction,
    layerVersion,
    logGroup,
    managedPolicy,
    method,
    model,
    permission,
    policy,
    recordSet,
    recordSetGroup,
    requestValidator,
    resource,
    restApi,
    role,
    rule,
    stage,
    usagePlan,
    usagePlanKey,
    version,
  ].map((type) => [type.type, type]),
);

/** AWS's schema of a type, or undefined for a type the embedded AWS does not have. */
export function findSchema(type: string): ResourceSchema | undefined {
  return Object.hasOwn(schemas, type) ? (schemas as Record<string, ResourceSchema>)[type] : undefined;
}
