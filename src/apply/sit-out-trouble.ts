import { AwsError } from '../aws/aws-error.ts';

export interface TroubleHooks {
  /** Said once when AWS cannot be asked for a while. */
  readonly onTrouble: (message: string) => void;
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/**
 * Reads until it works: throttling and lost connections are sat out for a time, because CloudFormation goes on
 * meanwhile. Throws AwsError when they last, and at once when reading is refused.
 */
export async function sitOutTrouble<T>(
  read: () => Promise<T>,
  { onTrouble, pause }: TroubleHooks,
): Promise<T> {
  /** Milliseconds; of this trouble. */
  let waited = 0;
  let told = false;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const patience = error instanceof AwsError ? (patienceWith[error.kind] ?? 0) : 0;
      if (patience > 0 && !told) onTrouble(describe(error as AwsError));
      told ||= patience > 0;
      if (waited >= patience) throw error;
      await pause(troublePause);
      waited += troublePause;
    }
  }
}

/** Milliseconds an outage may last. The client has tried each call several times before it counts as one. */
const patienceWith: Partial<Record<AwsError['kind'], number>> = { throttled: 600_000, unreachable: 60_000 };
const troublePause = 5_000;

function describe({ kind, operation }: AwsError): string {
  const trouble = kind === 'throttled' ? `AWS throttles ${operation}` : `AWS does not answer ${operation}`;
  return `${trouble}. CloudFormation goes on meanwhile; trying again.`;
}
