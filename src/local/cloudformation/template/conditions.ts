import { validationError } from '../errors.ts';
import type { Json } from '../resource-type.ts';
import { asText, resolveValue, type Scope } from './resolve.ts';
import { isList, isObject } from './template.ts';

/** Answers by name whether a template's conditions hold; each is worked out once. */
export function openConditions(
  conditions: ReadonlyMap<string, Json>,
  scope: () => Scope,
): (name: string) => boolean {
  const known = new Map<string, boolean>();
  const running = new Set<string>();
  const holds = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const condition = conditions.get(name);
    if (condition === undefined) {
      throw validationError(
        `Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`,
      );
    }
    if (running.has(name)) {
      throw validationError(
        `Template format error: Circular dependency between conditions: [${[...running].join(', ')}]`,
      );
    }
    running.add(name);
    const result = evaluate(condition, scope, holds);
    running.delete(name);
    known.set(name, result);
    return result;
  };
  return holds;
}

function evaluate(condition: Json, scope: () => Scope, holds: (name: string) => boolean): boolean {
  const [[key, argument] = []] = isObject(condition) ? Object.entries(condition) : [];
  const operands = isList(argument) ? argument : [];
  switch (key ?? '') {
    case 'Fn::Equals': {
      const [left, right] = operands.map((operand) => asText(resolveValue(operand, scope())));
      return left === right;
    }
    case 'Fn::And':
      return operands.every((operand) => evaluate(operand, scope, holds));
    case 'Fn::Or':
      return operands.some((operand) => evaluate(operand, scope, holds));
    case 'Fn::Not':
      return operands.every((operand) => !evaluate(operand, scope, holds));
    case 'Condition':
      return holds(asText(argument));
    default:
      throw validationError(
        'Template format error: Every Conditions member must be one of Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition.',
      );
  }
}
