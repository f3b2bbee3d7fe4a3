import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';

import { AwsError } from './aws-error.ts';
import { type CallCount, type ClientSettings, countCalls, sending } from './calls.ts';
import {
  type ChangeSetRecord,
  type ChangeSetRequest,
  type OperationFaultRecord,
  type StackEventRecord,
  type StackRecord,
  type StackResourceRecord,
  toEventRecord,
  toFaultRecord,
  toResourceRecord,
  toStackRecord,
} from './stack-records.ts';

export type Stacks = ReturnType<typeof openStacks>;

/** CloudFormation, as far as jets calls it. Every function throws AwsError. */
export function openStacks(settings: ClientSettings, calls: CallCount) {
  const client = new CloudFormationClient(settings);
  countCalls(client, calls);
  return {
    /** `undefined` only when CloudFormation says that no such stack exists (AWS-FACTS 1, API errors). */
    async readStack(nameOrId: string): Promise<StackRecord | undefined> {
      const answer = await absentIfNone(() =>
        sending('cloudformation:DescribeStacks', () =>
          client.send(new DescribeStacksCommand({ StackName: nameOrId })),
        ),
      );
      const stack = answer?.Stacks?.[0];
      return stack && stack.StackStatus !== 'DELETE_COMPLETE' ? toStackRecord(stack) : undefined;
    },

    /** Stacks of this account and region whose tags satisfy `keep`; paginated. */
    async listStacks(keep: (stack: StackRecord) => boolean): Promise<StackRecord[]> {
      const found: StackRecord[] = [];
      let token: string | undefined;
      do {
        const page = await sending('cloudformation:DescribeStacks', () =>
          client.send(new DescribeStacksCommand(token ? { NextToken: token } : {})),
        );
        found.push(...(page.Stacks ?? []).map(toStackRecord).filter(keep));
        token = page.NextToken;
      } while (token);
      return found;
    },

    /** The template as it was submitted. `undefined` when the stack does not exist or was never given one. */
    async readTemplate(nameOrId: string): Promise<string | undefined> {
      const answer = await absentIfNone(() =>
        sending('cloudformation:GetTemplate', () =>
          client.send(new GetTemplateCommand({ StackName: nameOrId, TemplateStage: 'Original' })),
        ),
      );
      return answer?.TemplateBody;
    },

    async listResources(nameOrId: string): Promise<StackResourceRecord[]> {
      const found: StackResourceSummary[] = [];
      let token: string | undefined;
      do {
        const page = await sending('cloudformation:ListStackResources', () =>
          client.send(
            new ListStackResourcesCommand({ StackName: nameOrId, ...(token ? { NextToken: token } : {}) }),
          ),
        );
        found.push(...(page.StackResourceSummaries ?? []));
        token = page.NextToken;
      } while (token);
      return found.map(toResourceRecord);
    },

    /**
     * Events newest first, read back to the first one for which `isKnown` holds (not included).
     * `undefined` when there is no such stack; a deleted one is found by its id for 90 days.
     */
    async readEvents(
      nameOrId: string,
      isKnown: (event: StackEventRecord) => boolean,
    ): Promise<StackEventRecord[] | undefined> {
      const found: StackEventRecord[] = [];
      let token: string | undefined;
      do {
        const page = await absentIfNone(() =>
          sending('cloudformation:DescribeStackEvents', () =>
            client.send(
              new DescribeStackEventsCommand({ StackName: nameOrId, ...(token ? { NextToken: token } : {}) }),
            ),
          ),
        );
        if (!page) return undefined;
        for (const event of (page.StackEvents ?? []).map(toEventRecord)) {
          if (isKnown(event)) return found;
          found.push(event);
        }
        token = page.NextToken;
      } while (token);
      return found;
    },

    /** The newest event: what comes after it belongs to a later operation. */
    async readLastEvent(nameOrId: string): Promise<StackEventRecord | undefined> {
      const page = await sending('cloudformation:DescribeStackEvents', () =>
        client.send(new DescribeStackEventsCommand({ StackName: nameOrId })),
      );
      const newest = page.StackEvents?.[0];
      return newest ? toEventRecord(newest) : undefined;
    },

    /** Starts making a change set; {@link readChangeSet} tells when it is there. Returns ids. */
    async createChangeSet(request: ChangeSetRequest): Promise<{ id: string; stackId: string }> {
      const answer = await sending('cloudformation:CreateChangeSet', () =>
        client.send(
          new CreateChangeSetCommand({
            StackName: request.stackName,
            ChangeSetName: request.name,
            ClientToken: request.name,
            ChangeSetType: request.type,
            ...(request.templateBody ? { TemplateBody: request.templateBody } : {}),
            ...(request.templateUrl ? { TemplateURL: request.templateUrl } : {}),
            Parameters: Object.entries(request.parameters).map(([ParameterKey, ParameterValue]) => ({
              ParameterKey,
              ParameterValue,
            })),
            Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
            Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
          }),
        ),
      );
      return { id: answer.Id ?? '', stackId: answer.StackId ?? '' };
    },

    /** @param stackName needed with a name, not with an id. */
    async readChangeSet(nameOrId: string, stackName?: string): Promise<ChangeSetRecord> {
      const answer = await sending('cloudformation:DescribeChangeSet', () =>
        client.send(
          new DescribeChangeSetCommand({
            ChangeSetName: nameOrId,
            ...(stackName ? { StackName: stackName } : {}),
          }),
        ),
      );
      return {
        id: answer.ChangeSetId ?? nameOrId,
        stackId: answer.StackId ?? '',
        status: answer.Status ?? '',
        ...(answer.StatusReason ? { statusReason: answer.StatusReason } : {}),
        ...(answer.ExecutionStatus ? { executionStatus: answer.ExecutionStatus } : {}),
      };
    },

    /** Why CloudFormation refused to make a change set, resource by resource (AWS-FACTS 1 and 5). */
    async readChangeSetFaults(id: string): Promise<OperationFaultRecord[]> {
      const found: OperationFaultRecord[] = [];
      let token: string | undefined;
      do {
        const page = await sending('cloudformation:DescribeEvents', () =>
          client.send(
            new DescribeEventsCommand({
              ChangeSetName: id,
              Filters: { FailedEvents: true },
              ...(token ? { NextToken: token } : {}),
            }),
          ),
        );
        found.push(...(page.OperationEvents ?? []).map(toFaultRecord));
        token = page.NextToken;
      } while (token);
      return found.toReversed();
    },

    async executeChangeSet(id: string, clientRequestToken: string): Promise<void> {
      await sending('cloudformation:ExecuteChangeSet', () =>
        client.send(
          new ExecuteChangeSetCommand({ ChangeSetName: id, ClientRequestToken: clientRequestToken }),
        ),
      );
    },

    async deleteChangeSet(id: string): Promise<void> {
      await sending('cloudformation:DeleteChangeSet', () =>
        client.send(new DeleteChangeSetCommand({ ChangeSetName: id })),
      );
    },

    async deleteStack(nameOrId: string, clientRequestToken: string): Promise<void> {
      await sending('cloudformation:DeleteStack', () =>
        client.send(new DeleteStackCommand({ StackName: nameOrId, ClientRequestToken: clientRequestToken })),
      );
    },

    /**
     * @param skip `LogicalId`, or `<name of the nested stack>.LogicalId`, only resources that failed during the rollback.
     */
    async continueUpdateRollback(
      nameOrId: string,
      skip: readonly string[],
      clientRequestToken: string,
    ): Promise<void> {
      await sending('cloudformation:ContinueUpdateRollback', () =>
        client.send(
          new ContinueUpdateRollbackCommand({
            StackName: nameOrId,
            ClientRequestToken: clientRequestToken,
            ...(skip.length > 0 ? { ResourcesToSkip: [...skip] } : {}),
          }),
        ),
      );
    },
  };
}

/** CloudFormation has no "not found" code: it is a ValidationError with this text. Anything else is thrown on. */
async function absentIfNone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (
      error instanceof AwsError &&
      error.code === 'ValidationError' &&
      /does not exist/.test(error.message)
    ) {
      return undefined;
    }
    throw error;
  }
}
