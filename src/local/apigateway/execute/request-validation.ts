import { headerOf, type Call } from './call.ts';
import { parseQuery } from './event.ts';
import { missingParameters, notEmbedded, type GatewayError } from './gateway-error.ts';

/**
 * What the method's request validator finds missing.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function validateRequest(call: Call): GatewayError | undefined {
  const { method } = call.route;
  const validator = call.target.deployment.settings.requestValidators[method.requestValidatorId ?? ''];
  if (validator?.validateRequestParameters) {
    const missing = Object.entries(method.requestParameters ?? {})
      .filter(([parameter, isRequired]) => isRequired && !isPresent(call, parameter))
      .map(([parameter]) => parameter.split('.').slice(3).join('.'));
    if (missing.length > 0) return missingParameters(missing);
  }
  if (
    validator?.validateRequestBody &&
    Object.values(method.requestModels ?? {}).some((model) => model !== 'Empty')
  ) {
    return notEmbedded('The embedded AWS does not validate request bodies against models');
  }
  return undefined;
}

function isPresent({ request, route }: Call, parameter: string): boolean {
  const [, , place, ...rest] = parameter.split('.');
  const name = rest.join('.');
  if (place === 'header') return headerOf(request, name.toLowerCase()) !== undefined;
  if (place === 'path') return route.pathParameters[name] !== undefined;
  return parseQuery(request.query).some(([key]) => key === name);
}
