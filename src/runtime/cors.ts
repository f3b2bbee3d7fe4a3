import type { ProxyResult } from './proxy-event.ts';

/** What actual requests need of an app's CORS settings; preflights are answered by API Gateway itself. */
export interface CorsOptions {
  /** `*`, or one origin. */
  readonly origin: string;
  readonly credentials?: boolean;
}

/** Adds the headers browsers ask for. What the action set itself stays. */
export function addCorsHeaders(result: ProxyResult, cors: CorsOptions): ProxyResult {
  const headers: Record<string, readonly string[]> = {
    'access-control-allow-origin': [cors.origin],
    ...(cors.credentials ? { 'access-control-allow-credentials': ['true'] } : {}),
    ...result.multiValueHeaders,
  };
  if (cors.origin !== '*') headers['vary'] = withOrigin(headers['vary']);
  return { ...result, multiValueHeaders: headers };
}

/** Caches must keep answers for different origins apart. */
function withOrigin(vary: readonly string[] | undefined): readonly string[] {
  const names = (vary ?? []).flatMap((value) => value.split(',')).map((name) => name.trim());
  if (names.some((name) => name === '*' || name.toLowerCase() === 'origin')) return vary ?? [];
  return [[...names, 'Origin'].join(', ')];
}
