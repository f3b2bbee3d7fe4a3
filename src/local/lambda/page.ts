import { invalidParameter } from './errors.ts';

/** One page of a list: up to `maxItems` items behind the one that `marker` names, and the marker of the next page. */
export function page<T>(
  items: readonly T[],
  marker: string | undefined,
  maxItems: number | undefined,
): { items: readonly T[]; nextMarker?: string } {
  const start = marker === undefined ? 0 : readMarker(marker);
  const end = start + Math.min(maxItems ?? 50, 50);
  const slice = items.slice(start, end);
  return end < items.length
    ? { items: slice, nextMarker: Buffer.from(`after:${end}`).toString('base64url') }
    : { items: slice };
}

function readMarker(marker: string): number {
  const match = /^after:(\d+)$/.exec(Buffer.from(marker, 'base64url').toString('utf8'));
  if (!match) throw invalidParameter(`Invalid Marker: ${marker}`);
  return Number(match[1]);
}
