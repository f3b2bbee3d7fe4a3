import type { State } from '../state.ts';
import { headerOf, type Call } from './call.ts';
import { invalidApiKey, type GatewayError } from './gateway-error.ts';

/**
 * The key of a request: known, enabled, and in a usage plan for this stage. Plans' throttles and quotas do not count.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 * @param fromAuthorizer what the authorizer gave, for APIs whose key source it is.
 */
export function checkApiKey(
  state: State,
  { request, target }: Call,
  fromAuthorizer: string | undefined,
): { readonly id: string; readonly value: string } | GatewayError {
  const value =
    target.deployment.settings.apiKeySource === 'AUTHORIZER'
      ? fromAuthorizer
      : headerOf(request, 'x-api-key');
  const key = state.apiKeys.list(target.region).find((candidate) => candidate.value === value);
  if (!key?.enabled) return invalidApiKey;
  const isPlanned = state.usagePlans
    .list(target.region)
    .some(
      ({ keyIds, apiStages }) =>
        keyIds.includes(key.id) &&
        apiStages.some(({ apiId, stage }) => apiId === target.api.id && stage === target.stage.stageName),
    );
  return isPlanned ? { id: key.id, value: key.value } : invalidApiKey;
}
