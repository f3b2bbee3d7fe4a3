import type { Json } from '../resource-type.ts';
import { isList, isObject } from './template.ts';

/** One mention of something else in a template's value. */
export interface Reference {
  readonly kind: 'Ref' | 'GetAtt' | 'Condition';
  /** Logical id, parameter, pseudo parameter or condition. */
  readonly name: string;
  /** Of GetAtt, where it is written as a string. */
  readonly attribute?: string;
}

/** Every Ref, Fn::GetAtt, Fn::Sub variable and condition in a value, in the order they are written. */
export function findReferences(value: Json): readonly Reference[] {
  const found: Reference[] = [];
  collect(value, found);
  return found;
}

function collect(value: Json, found: Reference[]): void {
  if (isList(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (!isObject(value)) return;
  const keys = Object.keys(value);
  const only = keys.length === 1 ? keys[0] : undefined;
  const argument = only === undefined ? undefined : value[only];
  if (only !== undefined && argument !== undefined) {
    switch (only) {
      case 'Ref':
        if (typeof argument === 'string') found.push({ kind: 'Ref', name: argument });
        return;
      case 'Fn::GetAtt':
        collectGetAtt(argument, found);
        return;
      case 'Fn::Sub':
        collectSub(argument, found);
        return;
      case 'Condition':
        if (typeof argument === 'string') found.push({ kind: 'Condition', name: argument });
        else collect(argument, found);
        return;
      case 'Fn::If':
        if (isList(argument) && typeof argument[0] === 'string') {
          found.push({ kind: 'Condition', name: argument[0] });
          for (const branch of argument.slice(1)) collect(branch, found);
          return;
        }
        break;
      default:
    }
  }
  for (const key of keys) {
    const child = value[key];
    if (child !== undefined) collect(child, found);
  }
}

function collectGetAtt(argument: Json, found: Reference[]): void {
  const parts = splitGetAtt(argument);
  if (parts === undefined) return;
  if (typeof parts.attribute === 'string') {
    found.push({ kind: 'GetAtt', name: parts.logicalId, attribute: parts.attribute });
  } else {
    found.push({ kind: 'GetAtt', name: parts.logicalId });
    collect(parts.attribute, found);
  }
}

/** Both forms of Fn::GetAtt: `"Api.RootResourceId"` and `["Api", "RootResourceId"]`. */
export function splitGetAtt(
  argument: Json,
): { readonly logicalId: string; readonly attribute: Json } | undefined {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return dot < 1 ? undefined : { logicalId: argument.slice(0, dot), attribute: argument.slice(dot + 1) };
  }
  if (!isList(argument)) return undefined;
  const [logicalId, ...rest] = argument;
  const attribute = rest.length === 1 ? rest[0] : rest.map(String).join('.');
  return typeof logicalId !== 'string' || attribute === undefined || rest.length === 0
    ? undefined
    : { logicalId, attribute };
}

function collectSub(argument: Json, found: Reference[]): void {
  const [text, variables] = isList(argument) ? argument : [argument, undefined];
  if (variables !== undefined) collect(variables, found);
  if (typeof text !== 'string') return;
  for (const name of findSubVariables(text)) {
    if (isObject(variables) && name in variables) continue;
    const dot = name.indexOf('.');
    if (dot === -1) found.push({ kind: 'Ref', name });
    else found.push({ kind: 'GetAtt', name: name.slice(0, dot), attribute: name.slice(dot + 1) });
  }
}

/** `${name}` in the text of a Fn::Sub; `${!literal}` is not one. */
export const subVariable = /\$\{([^}]*)\}/g;

function findSubVariables(text: string): readonly string[] {
  return [...text.matchAll(subVariable)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('!'))
    .map((name) => name.trim());
}
