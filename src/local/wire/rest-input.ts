import type { NormalizedSchema } from '@smithy/core/schema';
import type { Codec } from './codecs.ts';
import { bodyText } from './message.ts';
import type { RestMatch, RestTarget } from './rest-router.ts';

/** Input of a rest operation: labels, query, headers and body put where the traits of its members say. */
export function readRestInput(codec: Codec, match: RestMatch, target: RestTarget, body: Uint8Array): object {
  const { input } = match.operation;
  const values: Record<string, unknown> = {};
  if (!input.isStructSchema()) return values;
  const inBody: string[] = [];
  const namedQuery = new Set<string>();
  for (const [name, member] of input.structIterator()) {
    const traits = member.getMergedTraits();
    if (typeof traits.httpQuery === 'string') namedQuery.add(traits.httpQuery);
    const value = readBound(codec, name, member, match, target);
    if (value === inTheBody) inBody.push(name);
    else if (value !== undefined) values[name] = value;
  }
  for (const [name, member] of input.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.httpQueryParams) values[name] = readFreeQuery(member, target, namedQuery);
    if (traits.httpPayload && body.length > 0) values[name] = readPayload(codec, member, body);
  }
  if (inBody.length > 0 && body.length > 0) {
    const fromBody = codec.readBody(input, bodyText(body)) as Record<string, unknown>;
    for (const name of inBody) if (fromBody[name] !== undefined) values[name] = fromBody[name];
  }
  return values;
}

const inTheBody = Symbol('in the body');

function readBound(
  codec: Codec,
  name: string,
  member: NormalizedSchema,
  match: RestMatch,
  target: RestTarget,
): unknown {
  const traits = member.getMergedTraits();
  if (traits.httpLabel) {
    const label = match.labels[name];
    return label === undefined ? undefined : codec.readString(member, label);
  }
  if (typeof traits.httpQuery === 'string') {
    const given = target.query.filter(([key]) => key === traits.httpQuery).map(([, value]) => value);
    if (given.length === 0) return undefined;
    if (!member.isListSchema()) return codec.readString(member, given[0]!);
    const item = member.getValueSchema();
    return given.map((value) => codec.readString(item, value));
  }
  if (typeof traits.httpHeader === 'string') {
    const header = target.headers[traits.httpHeader.toLowerCase()];
    return header === undefined || header === '' ? undefined : codec.readString(member, header);
  }
  if (typeof traits.httpPrefixHeaders === 'string') {
    const prefix = traits.httpPrefixHeaders.toLowerCase();
    const entries = Object.entries(target.headers).filter(([key]) => key.startsWith(prefix));
    if (entries.length === 0) return undefined;
    return Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
  }
  return traits.httpPayload || traits.httpQueryParams ? undefined : inTheBody;
}

/** A member that takes every query parameter no other member is named for. */
function readFreeQuery(member: NormalizedSchema, target: RestTarget, named: ReadonlySet<string>): object {
  const lists = member.getValueSchema().isListSchema();
  const map: Record<string, string | string[]> = {};
  for (const [key, value] of target.query) {
    if (named.has(key)) continue;
    if (lists) ((map[key] ??= []) as string[]).push(value);
    else map[key] ??= value;
  }
  return map;
}

function readPayload(codec: Codec, member: NormalizedSchema, body: Uint8Array): unknown {
  if (member.isBlobSchema()) return body;
  if (member.isStringSchema()) return bodyText(body);
  return codec.readBody(member, bodyText(body));
}
