import type { Operation } from '../../cloud.ts';
import { unzippedLimit } from '../code-store.ts';
import type { LambdaRecords } from '../records.ts';
import { accountConcurrency, unreservedConcurrency } from './concurrency.ts';

/** 75 GB of functions and versions. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const totalCodeSize = 80_530_636_800;

export function accountSettingsOperations(records: LambdaRecords): Readonly<Record<string, Operation>> {
  return {
    GetAccountSettings(_request: object, context) {
      const prefix = `${context.region}/`;
      let functions = 0;
      let codeSize = 0;
      for (const [key, { latest }] of records.functions.entries()) {
        if (!key.startsWith(prefix)) continue;
        functions += 1;
        codeSize += latest.configuration.CodeSize ?? 0;
      }
      for (const [key, { configuration }] of records.versions.entries()) {
        if (key.startsWith(prefix)) codeSize += configuration.CodeSize ?? 0;
      }
      return {
        AccountLimit: {
          TotalCodeSize: totalCodeSize,
          CodeSizeUnzipped: unzippedLimit,
          CodeSizeZipped: 52_428_800,
          ConcurrentExecutions: accountConcurrency,
          UnreservedConcurrentExecutions: unreservedConcurrency(records, context),
        },
        AccountUsage: { TotalCodeSize: codeSize, FunctionCount: functions },
      };
    },
  };
}
