import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

import { type CallCount, type ClientSettings, countCalls, sending } from './calls.ts';

export type Identity = ReturnType<typeof openIdentity>;

/** Who we are to AWS. Throws AwsError; missing or expired credentials are of kind `credentials`. */
export function openIdentity(settings: ClientSettings, calls: CallCount) {
  const client = new STSClient(settings);
  countCalls(client, calls);
  return {
    async readCaller(): Promise<{ account: string; arn: string }> {
      const answer = await sending('sts:GetCallerIdentity', () =>
        client.send(new GetCallerIdentityCommand({})),
      );
      return { account: answer.Account ?? '', arn: answer.Arn ?? '' };
    },
  };
}
