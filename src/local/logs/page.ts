import { invalidParameter } from './errors.ts';

/** One page of a list and the token of the next. Tokens are read back as they were given, or refused. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  limit: number,
): { items: readonly T[]; nextToken?: string } {
  const start = token === undefined ? 0 : readToken(token);
  const end = start + limit;
  const slice = items.slice(start, end);
  return end < items.length
    ? { items: slice, nextToken: Buffer.from(`after:${end}`).toString('base64url') }
    : { items: slice };
}

function readToken(token: string): number {
  const match = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (!match) throw invalidParameter('The specified nextToken is invalid.');
  return Number(match[1]);
}
