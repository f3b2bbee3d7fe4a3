import type { EndpointConfiguration } from '@aws-sdk/client-api-gateway';
import { badRequest, validationError } from './errors.ts';
import type { EndpointConfigurationRecord } from './records.ts';

/**
 * With AWS's defaults (EDGE, ipv4; PRIVATE is dualstack only). Texts as recorded from AWS in LocalStack's
 * test_apigateway_api.snapshot.json: test_create_rest_api_with_endpoint_configuration, ..._private_type.
 * @param shape the operation's input as validation errors spell it: `createRestApiInput`.
 */
export function buildEndpointConfiguration(
  input: EndpointConfiguration | undefined,
  shape: string,
): EndpointConfigurationRecord {
  const types: readonly string[] = input?.types ?? ['EDGE'];
  const problems = [];
  if (!types.every(isEndpointType)) {
    problems.push(
      `Value '[${types.join(', ')}]' at '${shape}.endpointConfiguration.types' failed to satisfy constraint: ` +
        'Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]',
    );
  }
  const asked: string | undefined = input?.ipAddressType;
  if (asked !== undefined && !isIpAddressType(asked)) {
    problems.push(
      `Value '${asked}' at '${shape}.endpointConfiguration.ipAddressType' failed to satisfy constraint: ` +
        'Member must satisfy enum value set: [ipv4, dualstack]',
    );
  }
  if (problems.length > 0) throw validationError(problems);
  if (types.length === 0)
    throw badRequest('REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.');
  if (types.length > 1) throw badRequest('Cannot create an api with multiple Endpoint Types.');
  const isPrivate = types[0] === 'PRIVATE';
  if (isPrivate && asked === 'ipv4')
    throw badRequest('Only dualstack ipAddressType is supported for Private APIs.');
  return {
    types: [...types],
    ipAddressType: asked ?? (isPrivate ? 'dualstack' : 'ipv4'),
    ...(input?.vpcEndpointIds?.length ? { vpcEndpointIds: [...input.vpcEndpointIds] } : {}),
  };
}

export function isEndpointType(type: string): boolean {
  return ['PRIVATE', 'EDGE', 'REGIONAL'].includes(type);
}

export function isIpAddressType(type: string): boolean {
  return ['ipv4', 'dualstack'].includes(type);
}
