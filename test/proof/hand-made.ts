import type { Verb } from '../../src/app/app.ts';

/** What somebody does to the live Rest API in the console. Numbers choose among the resources that are there. */
export type HandMade =
  /** A resource, with a method on it when there is a verb. */
  | {
      readonly kind: 'resource';
      readonly under: number;
      readonly part: string;
      readonly verb?: Verb | undefined;
    }
  /** Unfinished: without an integration. */
  | {
      readonly kind: 'method';
      readonly on: number;
      readonly verb: Verb;
      readonly isUnfinished?: boolean;
    }
  /** A route that the next version of the app has too, or the first resources on its way. */
  | { readonly kind: 'route'; readonly at: number; readonly parts: number }
  /** A function under a name that the next version of the app wants. */
  | { readonly kind: 'function'; readonly at: number }
  | { readonly kind: 'delete a resource'; readonly at: number }
  | { readonly kind: 'delete a method'; readonly at: number };

/** What came of it. What API Gateway refused is left out: then nothing has changed. */
export interface Done {
  /** For people: `made GET /a/{x}`. */
  readonly words: string;
  /** Method that is there now: `GET /a/{x}`. */
  readonly method?: string;
  /** Name of a function that is there now. */
  readonly functionName?: string;
  /** Something that the stack made is gone. */
  readonly deletes: boolean;
}
