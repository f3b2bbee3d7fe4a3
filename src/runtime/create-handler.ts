import type { Action, RouteTable } from './action.ts';
import { buildParams } from './build-params.ts';
import { buildRequest } from './build-request.ts';
import { buildResponse, isResponse } from './build-response.ts';
import { buildResult } from './build-result.ts';
import { addCorsHeaders, type CorsOptions } from './cors.ts';
import type { ProxyEvent, ProxyResult } from './proxy-event.ts';

export interface HandlerOptions {
  readonly routes: RouteTable;
  readonly cors?: CorsOptions;
}

/**
 * The Lambda handler of a function that serves routes. It never rejects for anything an action does: what an action
 * throws is logged with the route and its stack, and the client gets a 500 that says nothing about it.
 *
 * @throws TypeError for an event that is none of API Gateway's, so that whoever invoked the function sees it.
 */
export function createHandler(
  options: HandlerOptions,
): (event: ProxyEvent, context: unknown) => Promise<ProxyResult> {
  return async (event, lambdaContext) => {
    if (typeof event?.httpMethod !== 'string' || typeof event.resource !== 'string') {
      throw new TypeError('This function serves requests of an API Gateway REST API; the event is none');
    }
    const result = await answer(options.routes, event, lambdaContext);
    return options.cors ? addCorsHeaders(result, options.cors) : result;
  };
}

async function answer(routes: RouteTable, event: ProxyEvent, lambdaContext: unknown): Promise<ProxyResult> {
  const method = event.httpMethod.toUpperCase();
  const route = `${method} ${event.resource}`;
  try {
    const action = findAction(routes, method, event.resource);
    const request = buildRequest(event);
    const response = await respond(action, request, { params: buildParams(event), event, lambdaContext });
    return await buildResult(response, method);
  } catch (error) {
    // oxlint-disable-next-line no-console -- a function's log is its console
    console.error(`${route} failed:`, error);
    const response = Response.json({ message: 'Internal Server Error' }, { status: 500 });
    return buildResult(response, method);
  }
}

function findAction(routes: RouteTable, method: string, resource: string): Action {
  for (const key of [`${method} ${resource}`, `ANY ${resource}`]) {
    const action = Object.hasOwn(routes, key) ? routes[key] : undefined;
    if (action) return action;
  }
  throw new Error(
    `This function has no route ${method} ${resource}; it has ${Object.keys(routes).join(', ')}`,
  );
}

async function respond(action: Action, ...args: Parameters<Action>): Promise<Response> {
  try {
    return buildResponse(await action(...args));
  } catch (error) {
    if (isResponse(error)) return error;
    throw error;
  }
}
