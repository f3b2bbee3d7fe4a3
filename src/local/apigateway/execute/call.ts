import { randomBytes, randomUUID } from 'node:crypto';
import type { RequestContext } from '../../cloud.ts';
import type { DataPlaneRequest } from '../../http.ts';
import type { RouteMatch } from './routes.ts';
import type { Target } from './target.ts';

/** A request on its way through a stage, with the identifiers that its answer and its event carry. */
export interface Call {
  readonly request: DataPlaneRequest;
  readonly target: Target;
  readonly route: RouteMatch;
  readonly ids: CallIds;
  /** For calls to other services. */
  readonly context: RequestContext;
}

export interface CallIds {
  readonly requestId: string;
  /** `x-amz-apigw-id`, `requestContext.extendedRequestId`. */
  readonly extendedRequestId: string;
  /** `Root=1-<hex seconds>-<24 hex digits>`, or as the client gave it. */
  readonly traceId: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export function createCallIds(request: DataPlaneRequest): CallIds {
  const time = Date.now();
  const given = headerOf(request, 'x-amzn-trace-id');
  const seconds = Math.floor(time / 1000).toString(16);
  return {
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64'),
    traceId: given ?? `Root=1-${seconds}-${randomBytes(12).toString('hex')}`,
    time,
  };
}

/** The last one where a header is repeated, as API Gateway's `headers` has it. @param name in lower case. */
export function headerOf(request: DataPlaneRequest, name: string): string | undefined {
  return request.headers.findLast(([header]) => header.toLowerCase() === name)?.[1];
}
