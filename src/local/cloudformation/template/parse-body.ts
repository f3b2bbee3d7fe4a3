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
  refuseTransforms(json);
  return json;
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
