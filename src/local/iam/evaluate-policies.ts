import { holdsConditions, type ConditionValues } from './conditions.ts';
import { parseStatements, toList, type Statement } from './policy-document.ts';
import { compileWildcard } from './wildcard.ts';

type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

export interface AccessRequest {
  /** `lambda:InvokeFunction`; upper and lower case are the same. */
  readonly action: string;
  /** ARN, or `*`. */
  readonly resource: string;
  readonly values: ConditionValues;
}

/** A policy ready to be asked many times. */
export interface CompiledPolicy {
  /** Where it comes from: `PolicyInputList.1`, or the policy's name. */
  readonly sourceId: string;
  readonly statements: readonly CompiledStatement[];
}

interface CompiledStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Keys that the conditions ask for, as they are written. */
  readonly conditionKeys: readonly string[];
  matchesTarget(request: AccessRequest): boolean;
  matchesConditions(request: AccessRequest): boolean;
}

export interface Evaluation {
  readonly decision: Decision;
  /** Sources of the statements that decided. */
  readonly matchedSourceIds: readonly string[];
  /** Keys asked for by statements about this action and resource, which the request does not have. */
  readonly missingKeys: readonly string[];
}

/**
 * What policies together say: an explicit deny wins, then an allow, else nobody allowed it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicies(policies: readonly CompiledPolicy[], request: AccessRequest): Evaluation {
  const allowedBy: string[] = [];
  const deniedBy: string[] = [];
  const missingKeys = new Set<string>();
  for (const { sourceId, statements } of policies) {
    for (const statement of statements) {
      if (!statement.matchesTarget(request)) continue;
      for (const key of statement.conditionKeys) {
        if (!request.values.has(key.toLowerCase())) missingKeys.add(key);
      }
      if (!statement.matchesConditions(request)) continue;
      (statement.effect === 'Deny' ? deniedBy : allowedBy).push(sourceId);
    }
  }
  const matched = deniedBy.length > 0 ? deniedBy : allowedBy;
  return {
    decision: deniedBy.length > 0 ? 'explicitDeny' : allowedBy.length > 0 ? 'allowed' : 'implicitDeny',
    matchedSourceIds: [...new Set(matched)],
    missingKeys: [...missingKeys],
  };
}

/** Throws MalformedPolicyDocument. */
export function compilePolicy(sourceId: string, document: string): CompiledPolicy {
  return { sourceId, statements: parseStatements(document).map(compileStatement) };
}

function compileStatement(statement: Statement): CompiledStatement {
  const actions = toList(statement.Action ?? statement.NotAction).map((one) =>
    compileWildcard(one, { ignoreCase: true }),
  );
  const resources = toList(statement.Resource ?? statement.NotResource).map(compileResource);
  const conditions = statement.Condition ?? {};
  return {
    effect: statement.Effect,
    conditionKeys: Object.values(conditions).flatMap((keys) => Object.keys(keys)),
    matchesTarget: (request) =>
      actions.some((matches) => matches(request.action)) === (statement.NotAction === undefined) &&
      resources.some((matches) => matches(request)) === (statement.NotResource === undefined),
    matchesConditions: ({ values }) =>
      holdsConditions(conditions, values, (text) => resolveVariables(text, values)),
  };
}

function compileResource(pattern: string): (request: AccessRequest) => boolean {
  if (!pattern.includes('${')) {
    const matches = compileWildcard(pattern);
    return ({ resource }) => matches(resource);
  }
  return ({ resource, values }) => {
    const resolved = resolveVariables(pattern, values);
    return resolved !== undefined && compileWildcard(resolved)(resource);
  };
}

/**
 * Puts the request's values into `${key}`; undefined when one is missing, for then the element matches nothing.
 * `${key, 'default'}` has a default. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function resolveVariables(text: string, values: ConditionValues): string | undefined {
  let isComplete = true;
  const resolved = text.replaceAll(/\$\{([^}]*)\}/g, (_whole, inside: string) => {
    if (inside === '*' || inside === '?' || inside === '$') return inside;
    const [, key = inside, fallback] = /^([^,]+?)\s*(?:,\s*'(.*)')?$/.exec(inside.trim()) ?? [];
    const value = values.get(key.toLowerCase())?.[0] ?? fallback;
    if (value === undefined) isComplete = false;
    return value ?? '';
  });
  return isComplete ? resolved : undefined;
}
