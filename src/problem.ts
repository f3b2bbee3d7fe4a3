/**
 * Something wrong with the input of a deploy, as a person needs to hear it: what, where, why, what to do.
 * Checks collect every problem of the input and report them together; nothing is uploaded while there is one.
 */
export interface Problem {
  /** One sentence: what is wrong. No trailing period. */
  readonly message: string;
  /** File the problem is in, relative to the app's root. */
  readonly file?: string;
  /** 1-based line in `file`. */
  readonly line?: number;
  /** Where in a value: a config path such as `cfn.build.controllers`, or a route such as `GET /posts/:id`. */
  readonly path?: string;
  /** Why it is refused: the rule of AWS or of jets behind it. */
  readonly why?: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** Thrown at the end of a check that found problems. The composition root prints them all and exits with 3. */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
  }
}

/** The outcome of a check: the sound value, or every problem that was found. */
export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };
