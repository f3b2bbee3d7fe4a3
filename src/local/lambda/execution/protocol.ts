/** To the child: one event. The body is the payload, JSON. */
export interface InvokeHeader {
  readonly type: 'invoke';
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly invokedFunctionArn: string;
  readonly clientContext?: unknown;
  readonly traceId: string;
}

/**
 * From the child. `ready`: the handler is loaded. `initError` and `error`: the body is `{ errorType, errorMessage, trace }`.
 * `result`: the body is the handler's answer, JSON. `log`: one entry. `output`: bytes written to stdout or stderr, not split
 * into lines yet. `fatal` says that the process is about to exit.
 */
export type ChildHeader =
  | { readonly type: 'ready' }
  | { readonly type: 'initError' }
  | {
      readonly type: 'result' | 'error';
      readonly requestId: string;
      readonly maxMemory: number;
      readonly fatal?: boolean;
    }
  | { readonly type: 'log'; readonly time: number }
  | { readonly type: 'output'; readonly time: number };
