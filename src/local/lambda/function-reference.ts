import type { RequestContext } from '../cloud.ts';
import { invalidParameter, userError, validationError } from './errors.ts';

/** A function as a request names it. */
export interface FunctionReference {
  readonly name: string;
  /** A version number, an alias or `$LATEST`; absent when the request leaves it open. */
  readonly qualifier?: string;
}

const pattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

const patternText =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';

/**
 * Reads a function name, a partial ARN (`123456789012:function:posts`) or an ARN, each with or without `:qualifier`.
 * Throws as Lambda does when it is none of these, when it names another region or account, and when the name's
 * qualifier is not the one given beside it.
 */
export function parseFunctionReference(
  functionName: string,
  qualifier: string | undefined,
  context: RequestContext,
): FunctionReference {
  const match = pattern.exec(functionName);
  if (!match) {
    throw validationError(
      functionName,
      'functionName',
      `Member must satisfy regular expression pattern: ${patternText}`,
    );
  }
  const [, region, account, name, derived] = match;
  if (region !== undefined && region !== context.region) {
    const message = `Functions from '${region}' are not reachable in this region ('${context.region}')`;
    throw userError('ResourceNotFoundException', message, 404);
  }
  if (account !== undefined && account !== context.account) {
    throw userError(
      'AccessDeniedException',
      `The embedded AWS has one account, and ${functionName} is in another.`,
      403,
    );
  }
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) {
    throw invalidParameter(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const given = qualifier ?? derived;
  return given === undefined ? { name: name! } : { name: name!, qualifier: given };
}

/** For operations on the whole function. */
export function parseUnqualified(functionName: string, context: RequestContext): string {
  const { name, qualifier } = parseFunctionReference(functionName, undefined, context);
  if (qualifier !== undefined) {
    throw invalidParameter(
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    );
  }
  return name;
}

export function functionArn(context: RequestContext, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${context.region}:${context.account}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

export function isVersionNumber(qualifier: string): boolean {
  return /^\d+$/.test(qualifier);
}
