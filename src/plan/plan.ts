import type { Verb } from '../app/app.ts';
import type { Artifact } from '../bundle/artifact.ts';
import type { Problem } from '../problem.ts';

/**
 * Everything a deploy will do, decided before it does anything: a plain value, JSON all the way down, that holds the
 * finished templates. What is printed is what is applied; a saved plan can be applied later if live has not moved.
 */
export interface Plan {
  /** Of this format. A plan with another version is not applied. */
  readonly version: 1;
  readonly namespace: string;
  readonly region: string;
  /** Digest of everything the plan was decided from that is live. */
  readonly liveDigest: string;
  /** What was asked for beside the stacks, to make the digest again. */
  readonly asked: { readonly functionNames: readonly string[]; readonly domainName?: string };
  readonly strategy: Strategy;
  /** What has to be confirmed before the plan is applied. */
  readonly approval?: Approval;
  /** Why nothing may be started now; such a plan has no steps and is not applied. */
  readonly blocked?: Blocked;
  readonly endpoint: PlannedEndpoint;
  readonly routes: RouteChanges;
  readonly functions: FunctionChanges;
  readonly toolkit: ToolkitAction;
  readonly toolkitTemplate: { readonly body: string; readonly digest: string };
  /** In the order in which they are carried out; none when there is nothing to do. */
  readonly steps: readonly PlanStep[];
  /** Every template that a step names, to be in the bucket before any stack is touched. */
  readonly templates: readonly PlannedTemplate[];
  /** Zips to be in the bucket before any stack is touched. */
  readonly artifacts: readonly PlannedArtifact[];
  /** Tags of the stack, which CloudFormation puts on everything in it. */
  readonly tags: Readonly<Record<string, string>>;
  readonly effort: Effort;
  /** What is worth knowing and stops nothing. */
  readonly warnings: readonly Problem[];
}

export interface Strategy {
  readonly kind: 'none' | 'create' | 'in-place' | 'replace-api' | 'reset' | 'replace-api-and-reset';
  readonly reasons: readonly Reason[];
}

/** Why the plan is what it is. Only reports read it; nothing is decided by it afterwards. */
export interface Reason {
  readonly code: ReasonCode;
  /** One line: what it is. */
  readonly message: string;
  /** Routes of the app that it is about. */
  readonly routes?: readonly ReasonRoute[];
  /** What is live and in the way, in a person's words: `GET /posts/{id} (posts#show)`. */
  readonly live?: readonly string[];
  /** The rule of AWS's behind it. */
  readonly why?: string;
  /** What would avoid it. */
  readonly fix?: string;
}

export type ReasonCode =
  | 'same'
  | 'new'
  | 'never-deployed'
  | 'changed'
  | 'forced'
  | 'sibling-variable'
  | 'path-part'
  | 'method'
  | 'stage'
  | 'name'
  | 'missing'
  | 'resource-quota'
  | 'endpoint-type'
  | 'page-layout';

export interface ReasonRoute {
  /** As declared: `GET /posts/:slug`. */
  readonly route: string;
  /** `posts#show`. */
  readonly target: string;
  /** Where it is declared. */
  readonly file?: string;
  readonly line?: number;
}

/** A replacement that nobody asked for needs somebody's consent. */
export interface Approval {
  /** `ask`: by a prompt, `--yes` or JETS_API_AUTO_REPLACE=1. `refused`: `api.autoReplace` is false. */
  readonly kind: 'ask' | 'refused';
}

/** Why a stack cannot be deployed to, and the way out. */
export interface Blocked {
  /**
   * `busy`: CloudFormation is at work on it. `rollback-failed`: the rollback can be continued. `stuck`: somebody has to
   * do something first. `collision`: no strategy avoids a rollback.
   */
  readonly kind: 'busy' | 'rollback-failed' | 'stuck' | 'collision';
  readonly stackName: string;
  readonly problems: readonly Problem[];
}

export interface PlannedEndpoint {
  /** The address that people use will be another one. */
  readonly changes: boolean;
  /** As it is live: of the custom domain when its mapping points here, else of the Rest API. */
  readonly current?: string;
}

export interface RouteChanges {
  readonly added: readonly PlannedRoute[];
  readonly removed: readonly PlannedRoute[];
  /** Another target, another function or other settings. */
  readonly changed: readonly PlannedRoute[];
  readonly unchanged: number;
  /** How many paths get, lose or change their answer to CORS preflights; absent when none does. */
  readonly preflights?: { readonly added: number; readonly removed: number; readonly changed: number };
}

export interface PlannedRoute {
  readonly verb: Verb;
  /** As API Gateway writes it: `/posts/{id}`. */
  readonly path: string;
  /** `posts#show`; what it will be, or of a removed route what it was. */
  readonly target?: string;
  /** Of a changed route, when it was another. */
  readonly targetBefore?: string;
  readonly file?: string;
  readonly line?: number;
}

export interface FunctionChanges {
  readonly added: readonly PlannedFunction[];
  readonly removed: readonly PlannedFunction[];
  readonly changed: readonly PlannedFunction[];
  readonly unchanged: number;
}

export interface PlannedFunction {
  /** `posts_controller`, `clean_job-run`. */
  readonly key: string;
  readonly kind: 'controller' | 'job';
  /** Physical name; absent when CloudFormation makes it up. */
  readonly name?: string;
  /** Of a changed function. */
  readonly changes?: readonly ('code' | 'settings' | 'permissions' | 'schedule' | 'name')[];
}

/** As {@link UpdateStep.action}; `keep` when it is as it should be. */
export type ToolkitAction = 'create' | 'recreate' | 'update' | 'keep';

export type PlanStep = CleanUpStep | UpdateStep | VerifyStep | SwitchStep | DrainStep;

/** Deletes what a failed first deploy left in ROLLBACK_COMPLETE. */
export interface CleanUpStep {
  readonly kind: 'clean-up';
}

/** One CloudFormation operation on the app's stack. */
export interface UpdateStep {
  readonly kind: 'update';
  /**
   * `deploy`: what goes live with it, in place. `prepare`: before that, everything but what serves, when routes go. `expand`:
   * green beside blue. `contract`: without what is no longer used.
   */
  readonly phase: 'prepare' | 'deploy' | 'expand' | 'contract';
  readonly action: 'create' | 'update';
  /** Key in {@link Plan.templates} of the root stack's template. */
  readonly template: string;
  /** What CloudFormation will do, a stack each; stacks without changes are left out. */
  readonly changes: readonly StackChanges[];
}

/** Asks the new Rest API at its own address, before anything points to it. */
export interface VerifyStep {
  readonly kind: 'verify';
  /** Its logical id in the root stack. */
  readonly restApi: string;
}

/** Points the custom domain's base path mapping to a Rest API, in one call. */
export interface SwitchStep {
  readonly kind: 'switch';
  /** Its logical id in the root stack. */
  readonly restApi: string;
  readonly domain: string;
  /** Empty for the mapping without one. */
  readonly basePath: string;
  /** What the mapping points to before; absent when there is none yet. */
  readonly from?: { readonly restApiId: string; readonly stage: string };
}

/** Waits until requests that were on their way to the old Rest API are through. */
export interface DrainStep {
  readonly kind: 'drain';
  readonly seconds: number;
}

export interface StackChanges {
  /** `app` for the root stack, else the nested stack's logical id. */
  readonly stack: string;
  readonly changes: readonly ResourceChange[];
}

export interface ResourceChange {
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  readonly logicalId: string;
  readonly type: string;
}

export interface PlannedTemplate {
  /** `app`, `api-1`. */
  readonly name: string;
  /** Key in the artifact bucket, holding the body's sha256. */
  readonly key: string;
  readonly body: string;
  /** Logical id of the nested stack it is for; absent for a root template. */
  readonly logicalId?: string;
}

export interface PlannedArtifact extends Artifact {
  /** Key in the artifact bucket. */
  readonly key: string;
}

/** What a plan costs, as far as quotas tell (AWS-FACTS 2). */
export interface Effort {
  /** Operations that CloudFormation carries out on other services, about. */
  readonly operations: number;
  /** Seconds, about; what throttling alone demands and what resources take to settle. */
  readonly seconds: number;
}
