import type { OperationEvent, Stack, StackEvent, StackResourceSummary } from '@aws-sdk/client-cloudformation';

export interface StackRecord {
  readonly id: string;
  readonly name: string;
  /** CloudFormation's word: `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly statusReason?: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly updatedAt?: Date;
}

export interface StackEventRecord {
  readonly id: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly resourceType: string;
  readonly status: string;
  readonly reason?: string;
  readonly at: Date;
  /** Token of the request that began the operation this event belongs to. */
  readonly clientRequestToken?: string;
}

export interface StackResourceRecord {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

/** What an operation's early validation or its failed resources say (DescribeEvents). */
export interface OperationFaultRecord {
  readonly logicalId: string;
  readonly resourceType: string;
  /** `NAME_CONFLICT_VALIDATION`, for failed validations. */
  readonly validation?: string;
  readonly reason: string;
}

export interface ChangeSetRequest {
  readonly stackName: string;
  /**
   * Never used before: it is the request's idempotency token too, so that a request whose answer was lost can be sent
   * again.
   */
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  /** One of the two: the body itself (51,200 bytes at most) or where it lies in S3 (1 MB at most). */
  readonly templateBody?: string;
  readonly templateUrl?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ChangeSetRecord {
  readonly id: string;
  readonly stackId: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly executionStatus?: string;
}

export function toStackRecord(stack: Stack): StackRecord {
  const updatedAt = stack.LastUpdatedTime ?? stack.CreationTime;
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    ...(stack.StackStatusReason ? { statusReason: stack.StackStatusReason } : {}),
    outputs: Object.fromEntries(
      (stack.Outputs ?? []).map((output) => [output.OutputKey ?? '', output.OutputValue ?? '']),
    ),
    parameters: Object.fromEntries(
      (stack.Parameters ?? []).map((parameter) => [
        parameter.ParameterKey ?? '',
        parameter.ParameterValue ?? '',
      ]),
    ),
    tags: Object.fromEntries((stack.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    ...(updatedAt ? { updatedAt } : {}),
  };
}

export function toEventRecord(event: StackEvent): StackEventRecord {
  return {
    id: event.EventId ?? '',
    stackId: event.StackId ?? '',
    stackName: event.StackName ?? '',
    logicalId: event.LogicalResourceId ?? '',
    ...(event.PhysicalResourceId ? { physicalId: event.PhysicalResourceId } : {}),
    resourceType: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    ...(event.ResourceStatusReason ? { reason: event.ResourceStatusReason } : {}),
    at: event.Timestamp ?? new Date(0),
    ...(event.ClientRequestToken ? { clientRequestToken: event.ClientRequestToken } : {}),
  };
}

export function toFaultRecord(event: OperationEvent): OperationFaultRecord {
  return {
    logicalId: event.LogicalResourceId ?? '',
    resourceType: event.ResourceType ?? '',
    ...(event.ValidationName ? { validation: event.ValidationName } : {}),
    reason: event.ValidationStatusReason ?? event.HookStatusReason ?? event.ResourceStatusReason ?? '',
  };
}

export function toResourceRecord(resource: StackResourceSummary): StackResourceRecord {
  return {
    logicalId: resource.LogicalResourceId ?? '',
    ...(resource.PhysicalResourceId ? { physicalId: resource.PhysicalResourceId } : {}),
    type: resource.ResourceType ?? '',
    status: resource.ResourceStatus ?? '',
    ...(resource.ResourceStatusReason ? { reason: resource.ResourceStatusReason } : {}),
  };
}
