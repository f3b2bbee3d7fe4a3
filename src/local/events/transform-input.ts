import type { InputTransformer, Target } from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../cloud.ts';

/** At most one of Input, InputPath and InputTransformer, and paths that can be followed. */
export function checkTransformation({ Id, Input, InputPath, InputTransformer }: Target): void {
  const given = [Input, InputPath, InputTransformer].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw new ServiceError(
      'ValidationException',
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`,
    );
  }
  if (Input !== undefined) {
    try {
      JSON.parse(Input);
    } catch {
      throw new ServiceError('ValidationException', `JSON syntax error in input for target ${Id}`);
    }
  }
  for (const path of [InputPath, ...Object.values(InputTransformer?.InputPathsMap ?? {})]) {
    if (path !== undefined) readPath(path);
  }
}

/** What the target gets, JSON: the event, a part of it, a constant, or a template filled from it. */
export function transformInput({ Input, InputPath, InputTransformer }: Target, event: object): string {
  if (Input !== undefined) return Input;
  if (InputPath !== undefined) return JSON.stringify(follow(InputPath, event) ?? null);
  if (InputTransformer) return fillTemplate(InputTransformer, event);
  return JSON.stringify(event);
}

/**
 * Puts values where the template has `<name>`: within quotes as text, elsewhere as JSON. What the event does not have is empty.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
function fillTemplate({ InputPathsMap = {}, InputTemplate = '' }: InputTransformer, event: object): string {
  let quoted = false;
  return InputTemplate.replaceAll(/\\.|"|<([\w.-]+)>/g, (found, name?: string) => {
    if (found === '"') quoted = !quoted;
    if (name === undefined) return found;
    const known = name in InputPathsMap || name.startsWith('aws.events.event');
    if (!known) return found;
    const value = (name in InputPathsMap ? follow(InputPathsMap[name]!, event) : event) ?? '';
    if (!quoted) return JSON.stringify(value);
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
  });
}

/** `$.detail.items[0].id` */
function readPath(path: string): (string | number)[] {
  const match = /^\$((?:\.[\w-]+|\[\d+\])*)$/.exec(path);
  if (!match) throw new ServiceError('ValidationException', `Invalid JSONPath: ${path}`);
  return [...match[1]!.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
}

function follow(path: string, event: object): unknown {
  return readPath(path).reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | null | undefined)?.[key],
    event,
  );
}
