import type { GetPolicyResponse } from '@aws-sdk/client-lambda';
import { ServiceError, type Cloud, type RequestContext } from '../cloud.ts';
import { matchesArn } from './matches-arn.ts';
import type { PolicyStatement } from './records.ts';

/** A service that wants to invoke a function, and on whose behalf. */
export interface InvokingService {
  /** `events.amazonaws.com` */
  readonly service: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/**
 * Whether the resource policy of a function, version or alias lets a service invoke it. A qualified function is covered by
 * its own policy only.
 */
export async function isInvokeAllowed(
  cloud: Cloud,
  functionArn: string,
  source: InvokingService,
  context: RequestContext,
): Promise<boolean> {
  try {
    const answer = (await cloud.call(
      'lambda',
      'GetPolicy',
      { FunctionName: functionArn },
      context,
    )) as GetPolicyResponse;
    const { Statement } = JSON.parse(answer.Policy!) as { Statement: readonly PolicyStatement[] };
    return Statement.some((statement) => allows(statement, source));
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ResourceNotFoundException') return false;
    throw error;
  }
}

function allows({ Principal, Action, Condition = {} }: PolicyStatement, source: InvokingService): boolean {
  const principal = typeof Principal === 'string' ? Principal : Principal['Service'];
  if (principal !== '*' && principal !== source.service) return false;
  if (!['lambda:InvokeFunction', 'lambda:*', '*'].includes(Action)) return false;
  return Object.entries(Condition).every(([operator, expected]) =>
    Object.entries(expected).every(([key, value]) => {
      const actual = { 'aws:sourcearn': source.sourceArn, 'aws:sourceaccount': source.sourceAccount }[
        key.toLowerCase()
      ];
      if (actual === undefined) return false;
      return operator === 'ArnLike'
        ? matchesArn(value, actual)
        : operator === 'StringEquals' && value === actual;
    }),
  );
}
