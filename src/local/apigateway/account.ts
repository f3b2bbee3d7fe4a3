import type { Account, UpdateAccountRequest } from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import type { Deps, Operations } from './operation.ts';
import { applyPatch } from './patch.ts';
import type { AccountRecord } from './records.ts';

export function accountOperations({ state }: Deps): Operations {
  const read = (region: string): AccountRecord => state.accounts.get(region, 'account') ?? {};
  return {
    GetAccount(_input: object, context: RequestContext): Account {
      return toAccount(read(context.region));
    },

    UpdateAccount(input: UpdateAccountRequest, context: RequestContext): Account {
      const account = applyPatch<AccountRecord>(
        read(context.region),
        input.patchOperations,
        { replace: { '/cloudwatchRoleArn': (_account, arn) => ({ cloudwatchRoleArn: arn || undefined }) } },
        { wording: 'listed', shape: 'updateAccountInput' },
      );
      state.accounts.put(context.region, 'account', account);
      return toAccount(account);
    },
  };
}

/** The limits are AWS's defaults for an account. */
function toAccount({ cloudwatchRoleArn }: AccountRecord): Account {
  return {
    ...(cloudwatchRoleArn === undefined ? {} : { cloudwatchRoleArn }),
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
    features: ['UsagePlans'],
    apiKeyVersion: '4',
  };
}
