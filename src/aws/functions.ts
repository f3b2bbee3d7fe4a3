import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';

import { absentOn } from './absent-on.ts';
import { toAwsError } from './aws-error.ts';
import { type CallCount, type ClientSettings, countCalls, sending } from './calls.ts';

export type Functions = ReturnType<typeof openFunctions>;

export interface FunctionRecord {
  readonly name: string;
  /** Name of the stack that made it; absent for one that no stack made. */
  readonly stackName?: string;
  /** Id of that stack. */
  readonly stackId?: string;
}

/** Lambda, as far as jets calls it. Every function throws AwsError. */
export function openFunctions(settings: ClientSettings, calls: CallCount) {
  const client = new LambdaClient(settings);
  countCalls(client, calls);
  return {
    /**
     * `undefined` only when Lambda says that there is no such function. Tags tell which stack made it; Lambda answers
     * without them when one may not see them (`lambda:ListTags`), and that is thrown: it is not a function of no stack.
     * Source: docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html, `TagsError`.
     */
    async readFunction(name: string): Promise<FunctionRecord | undefined> {
      const answer = await absentOn('ResourceNotFoundException', () =>
        sending('lambda:GetFunction', () => client.send(new GetFunctionCommand({ FunctionName: name }))),
      );
      if (!answer) return undefined;
      const { TagsError: tagsError, Tags: tags = {} } = answer;
      if (tagsError) {
        const { ErrorCode, Message } = tagsError;
        throw toAwsError({ name: ErrorCode, message: Message }, 'lambda:ListTags');
      }
      const stackName = tags['aws:cloudformation:stack-name'];
      const stackId = tags['aws:cloudformation:stack-id'];
      return {
        name: answer.Configuration?.FunctionName ?? name,
        ...(stackName === undefined ? {} : { stackName }),
        ...(stackId === undefined ? {} : { stackId }),
      };
    },
  };
}
