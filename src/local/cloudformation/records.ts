import type {
  Capability,
  Change,
  ChangeSetStatus,
  ChangeSetType,
  ExecutionStatus,
  OnFailure,
  OnStackFailure,
  OperationType,
  ResourceStatus,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { Json, Properties, ResourceInstance } from './resource-type.ts';

/** What is kept in the store. Times are milliseconds since 1970. */

/** A parameter of a stack as it was decided: given, default or previous. */
export interface ParameterValue {
  readonly value: string;
  readonly noEcho?: boolean;
}

/** Everything a stack is made from. An update that is rolled back puts the previous one back whole. */
export interface StackSource {
  /** Key of the template's body. */
  readonly templateId: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly Capability[];
  readonly notificationArns: readonly string[];
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** The operation a stack is in, or was in last. */
export interface StackOperation {
  readonly id: string;
  readonly type: OperationType;
  readonly clientRequestToken?: string;
  /** `UpdateStack`, …: a token may be used again only for the same request. */
  readonly request: string;
  readonly disableRollback: boolean;
  readonly onFailure?: OnFailure | OnStackFailure;
  readonly retainExceptOnCreate: boolean;
  /** Stack tags changed, so that every resource that takes tags was updated. */
  readonly tagsChanged?: boolean;
  /** What a rollback goes back to; absent while a stack is created. */
  readonly previous?: StackSource & {
    readonly outputs: readonly StackOutput[];
    readonly imports: readonly string[];
  };
}

export interface StackRecord {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly created: number;
  readonly updated?: number;
  readonly deleted?: number;
  readonly source: StackSource;
  readonly outputs: readonly StackOutput[];
  /** Names of exports that this stack imports. */
  readonly imports: readonly string[];
  readonly parentId?: string;
  readonly rootId?: string;
  /** Logical id in the parent. */
  readonly parentLogicalId?: string;
  readonly changeSetId?: string;
  readonly disableRollback: boolean;
  readonly terminationProtection: boolean;
  readonly timeoutInMinutes?: number;
  readonly roleArn?: string;
  readonly policyBody?: string;
  readonly operation: StackOperation;
  /** Newest first, at most ten. */
  readonly lastOperations: readonly { readonly id: string; readonly type: OperationType }[];
}

/** A physical resource with what is needed to update, delete or restore it. */
export interface StandingResource extends ResourceInstance {
  /** Resolved. */
  readonly properties: Properties;
  /** Logical ids it was made after, in the template it was made from. */
  readonly dependencies: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
  readonly metadata?: Json;
  /** The stack's tags it was made or last updated with; absent without any. */
  readonly stackTags?: Readonly<Record<string, string>>;
}

export interface DoomedResource {
  readonly resource: StandingResource;
  /** Its policy says to leave it standing, belonging to no stack. */
  readonly retain: boolean;
}

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

export interface ResourceRecord {
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  readonly updated: number;
  /** What the logical id stands for now; absent while it is being created. */
  readonly current?: StandingResource;
  /**
   * What the logical id stood for before the operation that is running or has failed: `null` when it did not exist.
   * Absent when that operation has not touched it. This is what a rollback restores.
   */
  readonly before?: StandingResource | null;
  /** A rollback has put `before` back. */
  readonly restored?: boolean;
  /** Physical resources the logical id no longer stands for, which the cleanup deletes or leaves standing. */
  readonly doomed?: readonly DoomedResource[];
}

export interface EventRecord {
  readonly id: string;
  readonly stackId: string;
  readonly operationId: string;
  readonly operationType: OperationType;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly time: number;
  readonly status?: ResourceStatus;
  readonly reason?: string;
  /** JSON. */
  readonly properties?: string;
  readonly clientRequestToken?: string;
  /** Present on what only DescribeEvents lists. */
  readonly validation?: { readonly name: string; readonly path: string };
}

export interface ChangeSetRecord {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: ChangeSetType;
  readonly status: ChangeSetStatus;
  readonly statusReason?: string;
  readonly executionStatus: ExecutionStatus;
  readonly created: number;
  readonly description?: string;
  readonly source: StackSource;
  readonly changes: readonly Change[];
  readonly includeNestedStacks: boolean;
  readonly onStackFailure?: OnStackFailure;
  readonly parentId?: string;
  readonly rootId?: string;
  readonly operationId: string;
  readonly clientToken?: string;
  readonly validationDisabled: boolean;
}
