import { validationError } from '../errors.ts';
import type { Json } from '../resource-type.ts';
import { isList, isObject, type JsonObject } from './template.ts';

/** The JSON of a template's body. Refuses YAML, which the embedded AWS does not read, and transforms. */
export function parseBody(body: string): JsonObject {
  const text = body.trimStart();
  if (!text.startsWith('{')) {
    throw validationError(
      'Template format error: unsupported structure. The embedded AWS reads JSON templates only; convert YAML to JSON first.',
    );
  }
  let json: Json;
  try {
    json = JSON.parse(body) as Json;
  } catch (error) {
    const at = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : '');
    const place = at === null ? '' : ` (line ${at[1]}, column ${at[2]})`;
    throw validationError(`Template format error: JSON not well-formed.${place}`);
  }
  if (!isObject(json)) throw validationError('Template format error: unsupported structure.');
  refuseDepth(json);
  refuseTransforms(json);
  return json;
}

/** Levels of a template: what works on it is recursive. AWS has a limit as well, which it does not tell. */
const maxDepth = 500;

function refuseDepth(json: Json): void {
  let level: readonly Json[] = [json];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth) {
      throw validationError(`Template format error: the template is nested deeper than ${maxDepth} levels.`);
    }
    const next: Json[] = [];
    for (const value of level) {
      if (typeof value === 'object' && value !== null) next.push(...Object.values(value));
    }
    level = next;
  }
}

function refuseTransforms(json: JsonObject): void {
  const uses = json['Transform'] !== undefined || mentionsTransform(json);
  if (!uses) return;
  throw validationError(
    'Transforms (macros, AWS::Include, AWS::Serverless) are not carried out by the embedded AWS: expand the template first.',
  );
}

function mentionsTransform(value: Json): boolean {
  if (isList(value)) return value.some(mentionsTransform);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, child]) => key === 'Fn::Transform' || mentionsTransform(child));
}
