/**
 * One page of a list. Positions are opaque to callers: here the base64url of the index of the next item.
 * @param limit items a page, 1 to 500; API Gateway's default is 25.
 */
export function pageOf<T>(
  items: readonly T[],
  { position, limit = 25 }: { position?: string | undefined; limit?: number | undefined },
): { items: T[]; position?: string } {
  const start = position === undefined ? 0 : indexAt(position);
  const end = start + Math.min(Math.max(limit, 1), 500);
  const page = items.slice(start, end);
  return end < items.length
    ? { items: page, position: Buffer.from(String(end)).toString('base64url') }
    : { items: page };
}

/** A position that is none starts over, as an index that is past the end ends the list. */
function indexAt(position: string): number {
  const index = Number(Buffer.from(position, 'base64url').toString());
  return Number.isInteger(index) && index >= 0 ? index : 0;
}
