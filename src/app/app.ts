import type { Config, FunctionConfig } from '../config/config.ts';

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'ANY';

/** Where something was written, for messages. `file` is relative to the app's root; `line` is 1-based. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

/** A route as `config/routes.ts` declares it, before anything about it was checked. */
export interface DeclaredRoute {
  readonly verb: Verb;
  /** As written, without slashes at its ends: `posts/:id`, `*path`; '' is the root. */
  readonly declaredPath: string;
  /** As written: `posts#show`. */
  readonly target: string;
  readonly source: Source;
}

/** A route of a sound app. */
export interface Route {
  readonly verb: Verb;
  /** As API Gateway writes it, with a leading slash: `/posts/{id}`, `/{path+}`; `/` is the root. */
  readonly path: string;
  readonly declaredPath: string;
  /** `posts`, `admin/posts`: the path below app/controllers without its extension. */
  readonly controller: string;
  /** The exported name in that controller. */
  readonly action: string;
  readonly source: Source;
  /** Key of the function that serves it. */
  readonly functionKey: string;
}

/** What was found below `app/`, read by compiling it (controllers) or loading it (jobs), never guessed from text. */
export interface FoundController {
  /** `posts`, `admin/posts`. */
  readonly name: string;
  /** Relative to the app's root. */
  readonly file: string;
  /** Exported names, sorted. */
  readonly actions: readonly string[];
}

export type Schedule = { readonly rate: string } | { readonly cron: string };

export interface FoundJob {
  /** `clean`, `admin/clean`. */
  readonly name: string;
  readonly file: string;
  readonly runs: readonly { readonly exportName: string; readonly schedule: Schedule }[];
}

/** One node of API Gateway's resource tree; the root resource is not among them. */
export interface ApiResource {
  readonly path: string;
  /** `/` for resources directly under the root. */
  readonly parentPath: string;
  /** Last segment as API Gateway writes it: `posts`, `{id}`, `{path+}`. */
  readonly pathPart: string;
}

/** One Lambda function: a group of actions, or one run of a job. */
export interface AppFunction {
  /** Identity within the app, and suffix of the name: `posts_controller`, `posts_controller-index`, `clean_job-run`, `controller`. */
  readonly key: string;
  readonly kind: 'controller' | 'job';
  /** Physical name: `demo-dev-posts_controller`. At most 64 characters. */
  readonly name: string;
  /** Letters and digits, unique in the app, stable as long as `key` is: `PostsController`. Suffixes such as `Role` are appended to it. */
  readonly logicalId: string;
  /** Stage variable that names the live version: letters, digits, `_`; 64 characters at most. Jobs have none. */
  readonly stageVariable?: string;
  /** Controllers this function serves. Empty for a job. */
  readonly controllers: readonly FoundController[];
  /** Routes this function serves, in declaration order. Empty for a job. */
  readonly routes: readonly Route[];
  readonly job?: {
    readonly name: string;
    readonly file: string;
    readonly exportName: string;
    readonly schedule: Schedule;
  };
  readonly settings: FunctionConfig & Config['function'];
}

/** Which copy of the app: `JETS_ENV`, `JETS_EXTRA`. */
export interface Environment {
  /** As given: `development`. */
  readonly name: string;
  /** As used in names: `dev`. */
  readonly short: string;
  /** `2`. */
  readonly extra?: string;
}

/** A sound app: everything templates are built from, apart from the code artifacts. */
export interface App {
  readonly config: Config;
  readonly environment: Environment;
  /** `demo-dev-2`: names the stack, the functions and the API. */
  readonly namespace: string;
  /** `dev_2`. */
  readonly stageName: string;
  /** In declaration order. */
  readonly routes: readonly Route[];
  /** Parents before children, otherwise sorted by path. */
  readonly resources: readonly ApiResource[];
  /** Sorted by key. */
  readonly functions: readonly AppFunction[];
}
