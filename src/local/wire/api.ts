import { ServiceError, type RequestContext, type Service, type ServiceName } from '../cloud.ts';
import { createCodec } from './codecs.ts';
import type { WireRequest, WireResponse } from './message.ts';
import { jsonProtocol } from './json-protocol.ts';
import { loadModel, type Protocol } from './model.ts';
import type { Front, ProtocolBinding } from './protocol.ts';
import { queryProtocol } from './query-protocol.ts';
import { restProtocol } from './rest-protocol.ts';
import { createRestRouter } from './rest-router.ts';

/** Runs an operation by name: the same entrance as calls between services. */
export type Dispatch = (
  service: ServiceName,
  operation: string,
  input: object,
  context: RequestContext,
) => Promise<object>;

/** Answers AWS API calls of the given services: bytes in, bytes out, in whatever protocol each service speaks. */
export function createApi(services: ReadonlyMap<ServiceName, Service>, dispatch: Dispatch) {
  const fronts = new Map<ServiceName, Promise<Front>>();
  const openFront = (name: ServiceName): Promise<Front> => {
    let front = fronts.get(name);
    if (!front) fronts.set(name, (front = createFront(name, services.get(name))));
    return front;
  };

  return async (name: ServiceName, request: WireRequest, context: RequestContext): Promise<WireResponse> => {
    const front = await openFront(name);
    const protocol = protocols[front.model.protocol];
    const asked = { method: request.method, path: request.path, requestId: context.requestId };
    try {
      const { operation, input } = protocol.readCall(front, request);
      const output = await dispatch(name, operation.name, input, context);
      return protocol.writeOutput(front, operation, output, asked);
    } catch (error) {
      return protocol.writeError(
        front,
        error instanceof ServiceError ? error : internalFailure(error),
        asked,
      );
    }
  };
}

const protocols: Readonly<Record<Protocol, ProtocolBinding>> = {
  query: queryProtocol,
  json: jsonProtocol,
  'rest-json': restProtocol,
  'rest-xml': restProtocol,
};

async function createFront(name: ServiceName, service: Service | undefined): Promise<Front> {
  const model = await loadModel(name);
  const implemented = (operation: string): boolean => Object.hasOwn(service?.operations ?? {}, operation);
  return { model, codec: createCodec(model), route: createRestRouter(model, implemented) };
}

function internalFailure(error: unknown): ServiceError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ServiceError(
    'InternalFailure',
    `The embedded AWS failed, which is a mistake of its own: ${text}`,
    500,
  );
}
