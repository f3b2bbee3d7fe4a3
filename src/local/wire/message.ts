/** An HTTP request as the wire layer sees it: read completely, not yet understood. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, with a leading slash, without the query. */
  readonly path: string;
  /** Raw, without `?`. */
  readonly query: string;
  /** By lower-case name; repeated headers are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rawHeaders: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly sourceIp: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** Query parameters in order, decoded; a parameter without `=` has an empty value. `+` is a space. */
export function parseQuery(query: string): [string, string][] {
  return [...new URLSearchParams(query)];
}

export const textBody = (text: string): Uint8Array => Buffer.from(text, 'utf8');
export const bodyText = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
