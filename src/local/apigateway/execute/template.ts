import { headerOf, type Call } from './call.ts';
import { buildRequestContext, parseQuery } from './event.ts';

/**
 * Renders the part of a mapping template that is plain substitution: `$context.…`, `$stageVariables.…`,
 * `$input.params('…')`, `$input.body`. `undefined` when it has directives (`#set`, `#if`) or other expressions.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function renderTemplate(template: string, call: Call): string | undefined {
  let isSupported =
    !/#(?:set|if|elseif|else|end|foreach|macro|define|stop|break|include|parse|evaluate)\b/.test(template);
  const rendered = template.replace(reference, (all, ...groups: (string | undefined)[]) => {
    // Three groups of the bare form, then the same of the form in braces.
    const [source, name = '', argument] = groups[0] === undefined ? groups.slice(3) : groups;
    const value = readReference(call, source, name, argument);
    if (value === undefined) isSupported = false;
    return value ?? all;
  });
  return isSupported ? rendered : undefined;
}

const inner = String.raw`(context|stageVariables|input)\.(\w+(?:\.\w+)*)(?:\('([^']*)'\))?`;
const reference = new RegExp(String.raw`\$(?:${inner}|\{${inner}\})|\$[a-zA-Z{!]`, 'g');

function readReference(
  call: Call,
  source: string | undefined,
  name: string,
  argument: string | undefined,
): string | undefined {
  if (source === 'context') return readPath(buildRequestContext(call), name);
  if (source === 'stageVariables') return call.target.stage.variables?.[name] ?? '';
  if (source !== 'input') return undefined;
  if (name === 'params' && argument !== undefined) return findParameter(call, argument);
  return name === 'body' ? Buffer.from(call.request.body).toString() : undefined;
}

/** Path, then query, then header: AWS's order of looking. */
function findParameter({ request, route }: Call, name: string): string {
  return (
    route.pathParameters[name] ??
    parseQuery(request.query).findLast(([key]) => key === name)?.[1] ??
    headerOf(request, name.toLowerCase()) ??
    ''
  );
}

function readPath(value: unknown, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}
