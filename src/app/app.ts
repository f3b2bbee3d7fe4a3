import type { Config, FunctionConfig } from '../config/config.ts';
import type { Source, Verb } from '../config/declared-route.ts';
import type { Schedule } from './job.ts';

// What config/routes.ts declares is read by src/config, which sees no other folder: so its types live there.
export type { DeclaredRoute, Source, Verb } from '../config/declared-route.ts';
export type { Schedule } from './job.ts';

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
  /** Its file does not compile (a problem of its own), so that nothing is known about its actions. */
  readonly broken?: true;
}

export interface FoundJob {
  /** `clean`, `admin/clean`. */
  readonly name: string;
  readonly file: string;
  readonly runs: readonly {
    readonly exportName: string;
    readonly schedule: Schedule;
    /** 1-based line of the export in `file`, where it could be found. */
    readonly line?: number;
  }[];
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
