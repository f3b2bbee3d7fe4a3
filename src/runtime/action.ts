import type { ProxyEvent } from './proxy-event.ts';

/**
 * An exported function of a controller.
 *
 * It returns a `Response`, or plain data, which is sent as JSON with status 200: `null` and a string too
 * (`null`, `"text"`). Returning nothing answers 204. A thrown `Response` is sent as it is; anything else that
 * is thrown is logged and answers 500 without details.
 */
export type Action = (
  request: Request,
  context: {
    /** Variables of the route's path, percent-decoded: `{ id: '1' }` for `posts/:id`. A catch-all keeps its slashes. */
    readonly params: Readonly<Record<string, string>>;
    readonly event: ProxyEvent;
    readonly lambdaContext: unknown;
  },
) => unknown;

/** Actions by verb and resource: `{ 'GET /posts/{id}': show, 'ANY /{path+}': missing }`. */
export type RouteTable = Readonly<Record<string, Action>>;
