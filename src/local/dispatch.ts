import { ServiceError, type RequestContext, type Service, type ServiceName } from './cloud.ts';
import type { ThrottlingLatency } from './latency.ts';
import type { Dispatch } from './wire/api.ts';
import { checkRequired } from './wire/required.ts';
import { loadModel } from './wire/model.ts';

/**
 * The one entrance to every operation, over the wire and between services: unknown operations, missing members and
 * quotas are dealt with here, so both ways see the same. Only requests over the wire take a request's time: what services
 * do for each other inside AWS is not paid a round trip each.
 */
export function createDispatch(
  services: ReadonlyMap<ServiceName, Service>,
  latency: ThrottlingLatency,
  from: 'wire' | 'service',
): Dispatch {
  return async (name, operation, input, context: RequestContext) => {
    const service = services.get(name);
    const handler = Object.hasOwn(service?.operations ?? {}, operation)
      ? service?.operations[operation]
      : undefined;
    if (!handler) {
      throw new ServiceError(
        'NotImplemented',
        `The embedded AWS has no ${name} ${operation}. It implements what jets deploys need; use AWS for the rest.`,
        501,
      );
    }
    latency.admit(name, operation, input, context);
    checkRequired(await loadModel(name), operation, input);
    if (from === 'wire') await latency.wait(`${name}:${operation}`);
    return handler(input, context);
  };
}
