import type { Template } from '../template/template.ts';

/** One stack's part in an operation that this process carries out. Nested stacks have runs of their own. */
export interface StackRun {
  readonly stackId: string;
  /** What the stack is to become. */
  readonly template: Template;
  readonly kind: 'create' | 'update';
  /** Stack tags changed, so that every resource that takes tags is updated. */
  readonly tagsChanged: boolean;
  /** Of the whole operation: resources in all its templates so far. */
  readonly size: { resources: number };
  /** By logical id. */
  readonly children: Map<string, StackRun>;
  /** What is being done now, by logical id. */
  readonly inFlight: Map<string, 'create' | 'update'>;
  readonly failedToCreate: Set<string>;
  readonly failedToUpdate: Set<string>;
  readonly imports: Set<string>;
  /** Nothing further is started. */
  stopped: boolean;
  /** Why the whole stack goes back although no resource failed: cancelled by the user, an output that fails. */
  stackReason?: string;
  /** Set once DeleteStack was called on a stack that is being created. */
  deleteRequested?: boolean;
  /** The stack's own rollback, started as soon as one of its resources failed. Resolves to why it failed, if it did. */
  rollback?: Promise<string | undefined>;
}

export function newRun(
  stackId: string,
  template: Template,
  kind: 'create' | 'update',
  tagsChanged: boolean,
  size: { resources: number },
): StackRun {
  return {
    stackId,
    template,
    kind,
    tagsChanged,
    size,
    children: new Map(),
    inFlight: new Map(),
    failedToCreate: new Set(),
    failedToUpdate: new Set(),
    imports: new Set(),
    stopped: false,
  };
}

/** `The following resource(s) failed to create: [A, B]. The following resource(s) failed to update: [C]. ` */
export function describeFailures(run: StackRun): string {
  const lists = [
    ['create', run.failedToCreate],
    ['update', run.failedToUpdate],
  ] as const;
  return lists
    .filter(([, failed]) => failed.size > 0)
    .map(([verb, failed]) => `The following resource(s) failed to ${verb}: [${[...failed].join(', ')}]. `)
    .join('');
}
