import { toAwsError } from './aws-error.ts';

export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Attempts a call, the first included. Throttling and connection faults are retried with jittered backoff. */
  readonly maxAttempts: number;
  /**
   * Milliseconds until a connection stands, and of silence on one. Not `requestTimeout`: the SDK only warns of it, and it
   * would count the time that an upload takes.
   */
  readonly requestHandler: { readonly connectionTimeout: number; readonly socketTimeout: number };
}

/** AWS calls sent so far, retries included. */
export interface CallCount {
  reads: number;
  writes: number;
}

interface Middlewares {
  readonly middlewareStack: {
    // oxlint-disable-next-line typescript/no-explicit-any -- the SDK's middleware types are per client
    add(middleware: any, options: any): void;
  };
}

const reading = /^(Get|List|Describe|Head|Validate)/;

/** Counts every request a client sends, retries included. */
export function countCalls(client: object, calls: CallCount): void {
  (client as Middlewares).middlewareStack.add(
    (next: (args: unknown) => Promise<unknown>, context: { commandName?: string }) => (args: unknown) => {
      if (reading.test(context.commandName ?? '')) calls.reads += 1;
      else calls.writes += 1;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'countCalls' },
  );
}

/** Runs one AWS call and turns what it throws into an AwsError that names the operation. */
export async function sending<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toAwsError(error, operation);
  }
}
