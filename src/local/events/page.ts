import { ServiceError } from '../cloud.ts';

/** One page of a list and the token of the next. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  limit = 100,
): { items: readonly T[]; nextToken?: string } {
  const start = token === undefined ? 0 : readToken(token);
  const end = start + Math.min(limit, 100);
  const slice = items.slice(start, end);
  return end < items.length
    ? { items: slice, nextToken: Buffer.from(`after:${end}`).toString('base64url') }
    : { items: slice };
}

function readToken(token: string): number {
  const match = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (!match) throw new ServiceError('ValidationException', 'Parameter NextToken is not valid.');
  return Number(match[1]);
}
