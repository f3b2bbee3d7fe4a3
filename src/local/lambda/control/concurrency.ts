import type * as Sdk from '@aws-sdk/client-lambda';
import type { Operation, RequestContext } from '../../cloud.ts';
import { invalidParameter } from '../errors.ts';
import { findFunction } from '../find-version.ts';
import { parseUnqualified } from '../function-reference.ts';
import { recordKey, type LambdaRecords } from '../records.ts';

/** Executions at one time in an account and region. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const accountConcurrency = 1000;

/** What functions without a reservation must always have left. */
const leastUnreserved = 100;

export function concurrencyOperations(records: LambdaRecords): Readonly<Record<string, Operation>> {
  return {
    PutFunctionConcurrency(request: Sdk.PutFunctionConcurrencyRequest, context) {
      const name = parseUnqualified(request.FunctionName!, context);
      const found = findFunction(records, name, context, '$LATEST');
      const wanted = request.ReservedConcurrentExecutions!;
      if (unreservedConcurrency(records, context, name) - wanted < leastUnreserved) {
        throw invalidParameter(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${leastUnreserved}].`,
        );
      }
      records.functions.put(recordKey(context.region, name), { ...found, reservedConcurrency: wanted });
      return { ReservedConcurrentExecutions: wanted };
    },
    GetFunctionConcurrency(request: Sdk.GetFunctionConcurrencyRequest, context) {
      const { reservedConcurrency } = findFunction(
        records,
        parseUnqualified(request.FunctionName!, context),
        context,
      );
      return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
    },
    DeleteFunctionConcurrency(request: Sdk.DeleteFunctionConcurrencyRequest, context) {
      const name = parseUnqualified(request.FunctionName!, context);
      const { reservedConcurrency: _gone, ...rest } = findFunction(records, name, context);
      records.functions.put(recordKey(context.region, name), rest);
      return {};
    },
  };
}

/** What is left of the account's concurrency in the region, not counting one function's reservation. */
export function unreservedConcurrency(
  records: LambdaRecords,
  context: RequestContext,
  except?: string,
): number {
  let left = accountConcurrency;
  for (const [key, { reservedConcurrency = 0 }] of records.functions.entries()) {
    if (!key.startsWith(`${context.region}/`)) continue;
    if (except === undefined || key !== recordKey(context.region, except)) left -= reservedConcurrency;
  }
  return left;
}
