import { invalidInput } from './errors.ts';

export interface PageInput {
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** One page of a list, as every List operation of IAM has it: 100 items unless asked otherwise. */
export function takePage<T>(items: readonly T[], { Marker, MaxItems = 100 }: PageInput) {
  const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw invalidInput('Invalid Marker.');
  const end = start + MaxItems;
  if (end >= items.length) return { page: items.slice(start), paging: { IsTruncated: false } };
  const next = Buffer.from(String(end)).toString('base64url');
  return { page: items.slice(start, end), paging: { IsTruncated: true, Marker: next } };
}
