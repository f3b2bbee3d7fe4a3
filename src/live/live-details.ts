import type { LivePage } from './live.ts';

/** What is live behind the app's stack, in full: read only when a deploy has something to decide. */
export interface LiveDetails {
  /** Nested stacks of the root stack with the templates they were last given. */
  readonly pages: readonly LivePage[];
  /** Physical ids by `<nested stack's logical id>/<logical id>`; the root stack's begin with `/`. */
  readonly physicalIds: Readonly<Record<string, string>>;
  /** Rest APIs of the root stack. One that somebody deleted by hand is not among them. */
  readonly restApis: readonly LiveRestApi[];
  /** Functions that exist under the names that were asked for, whoever made them. */
  readonly functions: readonly LiveFunction[];
}

export interface LiveRestApi {
  /** In the root template: `RestApi`, `RestApi1`. */
  readonly logicalId: string;
  readonly id: string;
  readonly rootResourceId: string;
  readonly binaryMediaTypes: readonly string[];
  /** Every resource, the root included, also those made by hand; sorted by path. */
  readonly resources: readonly LiveApiResource[];
  readonly stages: readonly LiveStage[];
}

export interface LiveApiResource {
  readonly id: string;
  /** `/posts/{id}`; `/` is the root. */
  readonly path: string;
  /** Absent for the root. */
  readonly parentId?: string;
  /** Absent for the root. */
  readonly pathPart?: string;
  /** Sorted by verb. */
  readonly methods: readonly LiveMethod[];
}

export interface LiveMethod {
  /** `GET`, `ANY`. */
  readonly verb: string;
  /** Of its integration, where that has one. */
  readonly uri?: string;
  /** It has no integration at all, as the console makes it at first: API Gateway publishes no API with such a method. */
  readonly unfinished?: true;
}

export interface LiveStage {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface LiveFunction {
  readonly name: string;
  /** Name of the stack that made it (tag aws:cloudformation:stack-name); absent for one that no stack made. */
  readonly stackName?: string;
  /** Id of that stack. */
  readonly stackId?: string;
}
