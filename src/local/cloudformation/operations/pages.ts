import { validationError } from '../errors.ts';

/** Things AWS lists in one answer. */
const pageSize = 100;

/** One page of a list, and the token of the next. */
export function takePage<T>(
  items: readonly T[],
  token: string | undefined,
  size = pageSize,
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const start = token === undefined ? 0 : readToken(token);
  const page = items.slice(start, start + size);
  const next = start + page.length;
  return next < items.length ? { items: page, nextToken: writeToken(next) } : { items: page };
}

/**
 * One page of a growing list, newest first. The token says how many of the oldest are left, so that what is added
 * meanwhile moves nothing.
 */
export function takeNewestPage<T>(
  oldestFirst: readonly T[],
  token: string | undefined,
  size = pageSize,
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const end = token === undefined ? oldestFirst.length : readToken(token);
  const start = Math.max(0, end - size);
  const items = oldestFirst.slice(start, end).toReversed();
  return start > 0 ? { items, nextToken: writeToken(start) } : { items };
}

const writeToken = (position: number) => Buffer.from(`page:${position}`).toString('base64');

function readToken(token: string): number {
  const match = /^page:(\d+)$/.exec(Buffer.from(token, 'base64').toString());
  if (match === null) throw validationError('NextToken is not valid');
  return Number(match[1]);
}
