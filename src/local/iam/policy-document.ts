import { conditionOperators } from './conditions.ts';
import { limitExceeded, malformedPolicyDocument } from './errors.ts';

/** A statement as it is written; lists may be single values. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  /** Operator → key → values. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type OneOrMore = string | readonly string[];

/** A policy for a role. Throws MalformedPolicyDocument for the first thing that is wrong, as IAM words it. */
export function checkIdentityPolicy(document: string): void {
  for (const statement of parseStatements(document)) {
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
      throw malformedPolicyDocument('Policy document should not specify a principal.');
    }
    checkActions(statement);
    checkResources(statement);
  }
}

/** An identity policy of at most 6,144 characters. */
export function checkManagedPolicy(document: string): void {
  if (countCharacters(document) > 6144) throw limitExceeded('Cannot exceed quota for PolicySize: 6144');
  checkIdentityPolicy(document);
}

/** Who may assume a role; at most 2,048 characters. */
export function checkTrustPolicy(document: string): void {
  if (countCharacters(document) > 2048) throw limitExceeded('Cannot exceed quota for ACLSizePerRole: 2048');
  for (const statement of parseStatements(document)) {
    if (statement.Principal === undefined && statement.NotPrincipal === undefined) {
      throw malformedPolicyDocument('Missing required field Principal');
    }
    if (statement.Resource !== undefined || statement.NotResource !== undefined) {
      throw malformedPolicyDocument('Has prohibited field Resource');
    }
    checkActions(statement);
    const actions = toList(statement.Action ?? statement.NotAction);
    if (!actions.every((action) => /^(sts:|\*$)/i.test(action))) {
      throw malformedPolicyDocument('AssumeRole policy may only specify STS AssumeRole actions.');
    }
  }
}

/** What a policy's size is measured in: characters without white space. */
export function countCharacters(document: string): number {
  return document.replaceAll(/\s/g, '').length;
}

/** Statements of a sound document: JSON, known fields, effects, unique ids, known condition operators. */
export function parseStatements(document: string): Statement[] {
  const policy = parseJson(document);
  if (!isObject(policy)) throw malformedPolicyDocument('Syntax errors in policy.');
  const version = policy['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformedPolicyDocument('The policy must contain a valid version string');
  }
  const given = policy['Statement'];
  const statements = Array.isArray(given) ? given : [given];
  const isSound =
    Object.keys(policy).every((field) => ['Version', 'Id', 'Statement'].includes(field)) &&
    statements.length > 0 &&
    statements.every(isStatement);
  if (!isSound) throw malformedPolicyDocument('Syntax errors in policy.');
  const sids = statements.flatMap((statement) => statement.Sid || []);
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(sid))) {
    throw malformedPolicyDocument(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (new Set(sids).size < sids.length) {
    throw malformedPolicyDocument('Statement IDs (SID) in a single policy must be unique.');
  }
  for (const statement of statements) checkConditions(statement);
  return statements;
}

export function toList(value: OneOrMore | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

const fields: Readonly<Record<string, (value: unknown) => boolean>> = {
  Sid: (value) => typeof value === 'string',
  Effect: (value) => value === 'Allow' || value === 'Deny',
  Principal: (value) => value === '*' || isObject(value),
  NotPrincipal: (value) => value === '*' || isObject(value),
  Action: isOneOrMore,
  NotAction: isOneOrMore,
  Resource: isOneOrMore,
  NotResource: isOneOrMore,
  Condition: (value) => isObject(value) && Object.values(value).every(isObject),
};

function isStatement(value: unknown): value is Statement {
  if (!isObject(value) || value['Effect'] === undefined) return false;
  if (value['Action'] !== undefined && value['NotAction'] !== undefined) return false;
  if (value['Resource'] !== undefined && value['NotResource'] !== undefined) return false;
  return Object.entries(value).every(([field, content]) => fields[field]?.(content) === true);
}

function checkActions(statement: Statement): void {
  const actions = toList(statement.Action ?? statement.NotAction);
  if (actions.length === 0) throw malformedPolicyDocument('Policy statement must contain actions.');
  if (actions.some((action) => action !== '*' && !action.includes(':'))) {
    throw malformedPolicyDocument(
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    );
  }
}

function checkResources(statement: Statement): void {
  const resources = toList(statement.Resource ?? statement.NotResource);
  if (resources.length === 0) throw malformedPolicyDocument('Policy statement must contain resources.');
  const notArn = resources.find((resource) => resource !== '*' && !/^(arn[:*]|\*:)/.test(resource));
  if (notArn !== undefined) throw malformedPolicyDocument(`Resource ${notArn} must be in ARN format or "*".`);
}

function checkConditions({ Condition = {} }: Statement): void {
  for (const operator of Object.keys(Condition)) {
    if (
      !conditionOperators.has(
        operator
          .replace(/^(ForAllValues|ForAnyValue):/i, '')
          .replace(/IfExists$/i, '')
          .toLowerCase(),
      )
    ) {
      throw malformedPolicyDocument(`Invalid Condition type : ${operator}.`);
    }
  }
}

function parseJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch (cause) {
    const error = malformedPolicyDocument('This policy contains invalid Json');
    error.cause = cause;
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOrMore(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}
