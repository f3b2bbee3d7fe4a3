import { BlockList, isIP } from 'node:net';
import { compileWildcard } from './wildcard.ts';

/** Whether one value of the request matches one value of the policy. */
type Compare = (actual: string, wanted: string) => boolean;

/** Condition keys of a request with their values; keys are lower case. */
export type ConditionValues = ReadonlyMap<string, readonly string[]>;

/**
 * Whether a condition block holds: every key of every operator must.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @param resolve puts values into policy variables (`${aws:username}`); undefined when one has no value.
 */
export function holdsConditions(
  conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  values: ConditionValues,
  resolve: (text: string) => string | undefined,
): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(operator, values.get(key.toLowerCase()), asTexts(wanted), resolve),
    ),
  );
}

function holds(
  operator: string,
  actual: readonly string[] | undefined,
  wantedTexts: readonly string[],
  resolve: (text: string) => string | undefined,
): boolean {
  const [, set = '', name = '', ifExists] =
    /^(ForAllValues:|ForAnyValue:)?(.+?)(IfExists)?$/i.exec(operator) ?? [];
  const wanted = wantedTexts.flatMap((text) => resolve(text) ?? []);
  const kind = name.toLowerCase();
  if (kind === 'null')
    return wanted.some((text) => (text.toLowerCase() === 'true') === (actual === undefined));
  const found = conditionOperators.get(kind);
  if (found === undefined)
    throw new Error(`Condition operator ${operator} was let through by the document check`);

  const isForAll = set.toLowerCase() === 'forallvalues:';
  if (actual === undefined) return ifExists !== undefined || isForAll || (found.isNegated && set === '');
  const matches = (value: string): boolean => {
    const isEqual = wanted.some((text) => found.compare(value, text));
    return found.isNegated ? !isEqual : isEqual;
  };
  return isForAll || (found.isNegated && set === '') ? actual.every(matches) : actual.some(matches);
}

const same: Compare = (actual, wanted) => actual === wanted;
const sameIgnoringCase: Compare = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase();
const like: Compare = (actual, wanted) => compileWildcard(wanted)(actual);
const numbers = (compare: (actual: number, wanted: number) => boolean): Compare => {
  return (actual, wanted) => compare(Number(actual), Number(wanted));
};
const dates = (compare: (actual: number, wanted: number) => boolean): Compare => {
  return (actual, wanted) => compare(readTime(actual), readTime(wanted));
};

const positive: Readonly<Record<string, Compare>> = {
  StringEquals: same,
  StringEqualsIgnoreCase: sameIgnoringCase,
  StringLike: like,
  NumericEquals: numbers((actual, wanted) => actual === wanted),
  NumericLessThan: numbers((actual, wanted) => actual < wanted),
  NumericLessThanEquals: numbers((actual, wanted) => actual <= wanted),
  NumericGreaterThan: numbers((actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: numbers((actual, wanted) => actual >= wanted),
  DateEquals: dates((actual, wanted) => actual === wanted),
  DateLessThan: dates((actual, wanted) => actual < wanted),
  DateLessThanEquals: dates((actual, wanted) => actual <= wanted),
  DateGreaterThan: dates((actual, wanted) => actual > wanted),
  DateGreaterThanEquals: dates((actual, wanted) => actual >= wanted),
  Bool: sameIgnoringCase,
  BinaryEquals: same,
  IpAddress: isInRange,
  ArnEquals: isArnLike,
  ArnLike: isArnLike,
  // Treated apart: it asks whether the key is there.
  Null: same,
};

const negative: Readonly<Record<string, Compare>> = {
  StringNotEquals: same,
  StringNotEqualsIgnoreCase: sameIgnoringCase,
  StringNotLike: like,
  NumericNotEquals: positive['NumericEquals']!,
  DateNotEquals: positive['DateEquals']!,
  NotIpAddress: isInRange,
  ArnNotEquals: isArnLike,
  ArnNotLike: isArnLike,
};

interface Operator {
  readonly compare: Compare;
  readonly isNegated: boolean;
}

/** By lower-case name. */
export const conditionOperators: ReadonlyMap<string, Operator> = new Map<string, Operator>(
  [positive, negative].flatMap((operators) =>
    Object.entries(operators).map(([name, compare]): [string, Operator] => [
      name.toLowerCase(),
      { compare, isNegated: operators === negative },
    ]),
  ),
);

/** ARNs are compared part by part: a wildcard does not reach over a colon, but for the last part. */
function isArnLike(actual: string, wanted: string): boolean {
  const parts = splitArn(actual);
  const patterns = splitArn(wanted);
  return (
    parts.length === patterns.length &&
    patterns.every((pattern, index) => compileWildcard(pattern)(parts[index] ?? ''))
  );
}

function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function isInRange(actual: string, wanted: string): boolean {
  const [address = '', bits] = wanted.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(actual) !== family) return false;
  const range = new BlockList();
  const type = family === 6 ? 'ipv6' : 'ipv4';
  range.addSubnet(address, bits === undefined ? (family === 6 ? 128 : 32) : Number(bits), type);
  return range.check(actual, type);
}

/** ISO 8601, or seconds since 1970. */
function readTime(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function asTexts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((one) =>
    typeof one === 'string' ? one : JSON.stringify(one),
  );
}
