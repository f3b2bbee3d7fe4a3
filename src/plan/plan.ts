import type { Artifact } from '../bundle/artifact.ts';
import type { TemplateSet } from '../templates/template.ts';
import type { StackChanges } from './diff-templates.ts';
import type { Problem } from '../problem.ts';

/**
 * Everything a deploy will do, decided before it does anything: a plain value, JSON all the way down, that holds
 * the finished templates. What is printed is what is applied.
 */
export interface Plan {
  readonly version: 1;
  readonly namespace: string;
  readonly region: string;
  readonly strategy: Strategy;
  /** Why nothing may be started now; such a plan is not applied. */
  readonly blocked?: Blocked;
  readonly toolkit: ToolkitAction;
  readonly stack: StackAction;
  readonly templates: TemplateSet;
  readonly toolkitTemplate: { readonly body: string; readonly digest: string };
  /** Zips to be in the bucket before the stack is touched. */
  readonly artifacts: readonly PlannedArtifact[];
  /** Tags of the stack, which CloudFormation puts on everything in it. */
  readonly tags: Readonly<Record<string, string>>;
  /** What CloudFormation will do, a stack each; empty stacks are left out. */
  readonly changes: readonly StackChanges[];
  readonly endpoint: { readonly changes: boolean; readonly current?: string };
}

export interface PlannedArtifact extends Artifact {
  /** Key in the artifact bucket. */
  readonly key: string;
}

export interface Strategy {
  readonly kind: 'none' | 'create' | 'in-place';
  readonly reasons: readonly Reason[];
}

/** Why the plan is what it is. Only reports read it; nothing is decided by it afterwards. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  /** `GET /posts/:id`, where routes are concerned. */
  readonly routes?: readonly string[];
}

/** Why a stack cannot be deployed to at this moment, and the way out. */
export interface Blocked {
  readonly kind: 'busy' | 'stuck';
  readonly problem: Problem;
}

/** As {@link StackAction}; `keep` when it is as it should be. */
export type ToolkitAction = 'create' | 'recreate' | 'update' | 'keep';

/** `recreate`: delete what an earlier failed first deploy left, then create. */
export type StackAction = 'create' | 'recreate' | 'update' | 'none';
