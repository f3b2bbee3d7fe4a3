import type { NormalizedSchema } from '@smithy/core/schema';
import type { Codec } from './codecs.ts';
import { textBody } from './message.ts';

export interface RestOutput {
  /** From a member that holds the status (Lambda's `StatusCode`), when it is given. */
  readonly status?: number;
  readonly headers: [string, string][];
  readonly body: Uint8Array;
  /** Whether the body is the codec's (XML or JSON) rather than the caller's own bytes. */
  readonly structured: boolean;
}

/** Output of a rest operation, or the members of its error, as headers, status and body. */
export function writeRestOutput(codec: Codec, schema: NormalizedSchema, output: object): RestOutput {
  const values = output as Record<string, unknown>;
  const headers: [string, string][] = [];
  const none = new Uint8Array();
  if (!schema.isStructSchema()) return { headers, body: none, structured: false };

  let status: number | undefined;
  let payload: readonly [NormalizedSchema, unknown] | undefined;
  const inBody: Record<string, unknown> = {};
  let hasBodyMembers = false;
  let hasPayload = false;
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    const value = values[name];
    if (traits.httpPayload) {
      hasPayload = true;
      payload = [member, value];
    } else if (traits.httpResponseCode) {
      if (typeof value === 'number') status = value;
    } else if (typeof traits.httpHeader === 'string') {
      if (value !== undefined && value !== null)
        headers.push([traits.httpHeader, codec.writeString(member, value)]);
    } else if (typeof traits.httpPrefixHeaders === 'string') {
      for (const [key, text] of Object.entries((value ?? {}) as Record<string, string>)) {
        headers.push([traits.httpPrefixHeaders + key, text]);
      }
    } else {
      hasBodyMembers = true;
      if (value !== undefined) inBody[name] = value;
    }
  }
  const known = status === undefined ? {} : { status };
  if (hasPayload && payload) return { ...known, headers, ...writePayload(codec, ...payload) };
  if (!hasBodyMembers) return { ...known, headers, body: none, structured: false };
  return { ...known, headers, body: textBody(codec.writeBody(schema, inBody)), structured: true };
}

function writePayload(
  codec: Codec,
  member: NormalizedSchema,
  value: unknown,
): Pick<RestOutput, 'body' | 'structured'> {
  if (value === undefined || value === null) return { body: new Uint8Array(), structured: false };
  if (value instanceof Uint8Array) return { body: value, structured: false };
  if (typeof value === 'string') return { body: textBody(value), structured: false };
  return { body: textBody(codec.writeBody(member, value)), structured: true };
}
