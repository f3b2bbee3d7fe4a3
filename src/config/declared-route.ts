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
