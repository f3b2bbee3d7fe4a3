import { ServiceError } from '../cloud.ts';

type Matcher = (value: unknown) => boolean;

/**
 * Reads an event pattern: exact values, `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `anything-but`, `numeric`, `exists`
 * and `$or`. Throws InvalidEventPatternException for what EventBridge refuses, and says so for what only AWS has.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function parseEventPattern(text: string): Matcher {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalidPattern('Not valid JSON');
  }
  if (!isObject(pattern)) throw invalidPattern('Filter is not an object');
  return parseFields(pattern);
}

function parseFields(pattern: Readonly<Record<string, unknown>>): Matcher {
  const fields = Object.entries(pattern).map(([key, value]): Matcher => {
    if (key === '$or' && Array.isArray(value)) {
      const choices = value.map((choice) => {
        if (!isObject(choice)) throw invalidPattern('$or must hold objects');
        return parseFields(choice);
      });
      return (event) => choices.some((matches) => matches(event));
    }
    if (Array.isArray(value)) {
      if (value.length === 0) throw invalidPattern('Empty arrays are not allowed');
      const matchers = value.map(parseValue);
      return (event) => matchers.some((matches) => matches(fieldOf(event, key)));
    }
    if (!isObject(value)) throw invalidPattern(`"${key}" must be an object or an array`);
    const inner = parseFields(value);
    return (event) => {
      const found = fieldOf(event, key);
      return Array.isArray(found) ? found.some(inner) : inner(found);
    };
  });
  return (event) => fields.every((matches) => matches(event));
}

/** One entry of a list. Against a list in the event, one of its values must match. */
function parseValue(pattern: unknown): Matcher {
  if (!isObject(pattern)) return anyOf((value) => value === pattern);
  const [[operator, operand] = ['', undefined], ...more] = Object.entries(pattern);
  if (more.length > 0) throw invalidPattern('Only one key allowed in match expression');
  switch (operator) {
    case 'exists':
      return (value) => (value !== undefined) === operand;
    case 'anything-but': {
      const refused = parseAnythingBut(operand);
      return (value) => value !== undefined && !(Array.isArray(value) ? value : [value]).some(refused);
    }
    case 'numeric':
      return anyOf(parseNumeric(operand));
    default:
      return anyOf(parseTextOperator(operator, operand));
  }
}

function anyOf(matches: Matcher): Matcher {
  return (value) => (Array.isArray(value) ? value.some(matches) : value !== undefined && matches(value));
}

function parseAnythingBut(operand: unknown): Matcher {
  if (isObject(operand)) {
    const [[operator, inner] = ['', undefined]] = Object.entries(operand);
    const choices = (Array.isArray(inner) ? inner : [inner]).map((choice) =>
      parseTextOperator(operator, choice),
    );
    return (value) => choices.some((matches) => matches(value));
  }
  const values = Array.isArray(operand) ? operand : [operand];
  return (value) => values.includes(value);
}

function parseTextOperator(operator: string, operand: unknown): Matcher {
  if (
    isObject(operand) &&
    'equals-ignore-case' in operand &&
    typeof operand['equals-ignore-case'] === 'string'
  ) {
    const inner = parseTextOperator(operator, operand['equals-ignore-case'].toLowerCase());
    return onText((text) => inner(text.toLowerCase()));
  }
  if (typeof operand !== 'string') throw unknownOperator(operator);
  switch (operator) {
    case 'prefix':
      return onText((text) => text.startsWith(operand));
    case 'suffix':
      return onText((text) => text.endsWith(operand));
    case 'equals-ignore-case':
      return onText((text) => text.toLowerCase() === operand.toLowerCase());
    case 'wildcard': {
      const source = operand.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
      const expression = new RegExp(`^${source}$`, 's');
      return onText((text) => expression.test(text));
    }
    default:
      throw unknownOperator(operator);
  }
}

function parseNumeric(operand: unknown): Matcher {
  const comparisons: Record<string, (value: number, bound: number) => boolean> = {
    '=': (value, bound) => value === bound,
    '<': (value, bound) => value < bound,
    '<=': (value, bound) => value <= bound,
    '>': (value, bound) => value > bound,
    '>=': (value, bound) => value >= bound,
  };
  if (!Array.isArray(operand) || ![2, 4].includes(operand.length))
    throw invalidPattern('Bad numeric range operator');
  const checks: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const compare = comparisons[String(operand[index])];
    const bound: unknown = operand[index + 1];
    if (!compare || typeof bound !== 'number') throw invalidPattern('Bad numeric range operator');
    checks.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && checks.every((check) => check(value));
}

function onText(matches: (text: string) => boolean): Matcher {
  return (value) => typeof value === 'string' && matches(value);
}

function fieldOf(event: unknown, key: string): unknown {
  return isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownOperator(operator: string): ServiceError {
  return invalidPattern(`Unrecognized match type ${operator}`);
}

function invalidPattern(reason: string): ServiceError {
  return new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}
