import type { Cloud, Service } from '../cloud.ts';
import { accountOperations } from './account.ts';
import { apiKeyOperations } from './api-keys.ts';
import { authorizerOperations } from './authorizers.ts';
import { basePathMappingOperations } from './base-path-mappings.ts';
import { deploymentOperations } from './deployments.ts';
import { domainNameOperations } from './domain-names.ts';
import { gatewayResponseOperations } from './gateway-responses.ts';
import { integrationResponseOperations } from './integration-responses.ts';
import { integrationOperations } from './integrations.ts';
import { methodResponseOperations } from './method-responses.ts';
import { methodOperations } from './methods.ts';
import { modelOperations } from './models.ts';
import type { Deps, Operations, Quotas } from './operation.ts';
import { requestValidatorOperations } from './request-validators.ts';
import { resourceOperations } from './resources.ts';
import { restApiOperations } from './rest-apis.ts';
import { stageOperations } from './stages.ts';
import { openState } from './state.ts';
import { tagOperations } from './tags.ts';
import { usagePlanKeyOperations } from './usage-plan-keys.ts';
import { usagePlanOperations } from './usage-plans.ts';

/**
 * API Gateway's control plane for REST APIs (v1). Every operation is synchronous: no request sees one half done.
 *
 * @param quotas how many of a kind there may be. Without it AWS's default of 300 resources an API counts only where
 *   latency is real, since accounts have it raised; stages and authorizers are always 10.
 */
export function createApiGateway(cloud: Cloud, quotas: Partial<Quotas> = {}): Service {
  const deps: Deps = {
    cloud,
    state: openState(cloud.store),
    quotas: {
      resourcesPerApi: cloud.latency.mode === 'real' ? 300 : Infinity,
      stagesPerApi: 10,
      authorizersPerApi: 10,
      ...quotas,
    },
  };
  const groups = [
    restApiOperations,
    resourceOperations,
    methodOperations,
    methodResponseOperations,
    integrationOperations,
    integrationResponseOperations,
    deploymentOperations,
    stageOperations,
    authorizerOperations,
    gatewayResponseOperations,
    requestValidatorOperations,
    modelOperations,
    apiKeyOperations,
    usagePlanOperations,
    usagePlanKeyOperations,
    domainNameOperations,
    basePathMappingOperations,
    tagOperations,
    accountOperations,
  ];
  const operations: Operations = Object.assign({}, ...groups.map((group) => group(deps)));
  return { name: 'apigateway', operations };
}
