import { interruptiblePause, type Pause } from '../apply/pause.ts';

export type VerifyResult =
  | { readonly kind: 'answers'; readonly status: number }
  | {
      readonly kind: 'silent';
      /** What came of the last attempt: `answered 502: {"message": "Internal server error"}`, `ECONNREFUSED`. */
      readonly fault: string;
      readonly attempts: number;
      readonly seconds: number;
    };

export interface VerifyOptions {
  /** Milliseconds. */
  readonly now: () => number;
  /** Milliseconds after which it has failed. */
  readonly limit: number;
  readonly pause?: Pause | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after an attempt that failed and will be repeated. */
  readonly onRetry?: (fault: string, milliseconds: number) => void;
}

/**
 * Asks a Rest API at its own address until it answers: any status below 500, of the app or of API Gateway, which says
 * 403 for paths without a route. A Rest API that was just made may take a while to be known everywhere, so server errors
 * and lost connections are asked again.
 *
 * `Forbidden` is both what API Gateway says for a stage it does not know yet and for a missing API key: it is asked again
 * for a third of the limit, and then is an answer.
 */
export async function verifyRestApi(url: string, options: VerifyOptions): Promise<VerifyResult> {
  const { now, limit, pause = interruptiblePause, signal, onRetry } = options;
  const began = now();
  for (let attempts = 1; ; attempts += 1) {
    const left = limit - (now() - began);
    const attempt = await ask(url, Math.max(Math.min(left, longestAttempt), 1), signal);
    const spent = now() - began;
    if (typeof attempt === 'object' && (attempt.kind === 'sure' || spent >= limit / 3)) {
      return { kind: 'answers', status: attempt.status };
    }
    const fault = typeof attempt === 'object' ? `answered ${attempt.status}: Forbidden` : attempt;
    const wait = Math.min(firstPause * 1.6 ** (attempts - 1), longestPause);
    if (spent + wait >= limit) return { kind: 'silent', fault, attempts, seconds: Math.round(spent / 1_000) };
    onRetry?.(fault, spent);
    await pause(wait, signal);
  }
}

/** All in milliseconds. API Gateway itself gives up on a function after 29 s. */
const longestAttempt = 15_000;
const firstPause = 250;
const longestPause = 3_000;

type Answer = { readonly kind: 'sure' | 'doubtful'; readonly status: number };

/** The answer, or what was wrong. Redirections are answers, and are not followed. */
async function ask(
  url: string,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<Answer | string> {
  const timeOut = AbortSignal.timeout(Math.ceil(milliseconds));
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeOut]) : timeOut,
    });
    const { status } = response;
    if (status >= 500) return `answered ${status}: ${shorten(await response.text())}`;
    if (status === 403) return { kind: isForbidden(await response.text()) ? 'doubtful' : 'sure', status };
    await response.body?.cancel();
    return { kind: 'sure', status };
  } catch (error) {
    signal?.throwIfAborted();
    return describeFault(error, timeOut);
  }
}

function isForbidden(body: string): boolean {
  return /^\s*\{\s*"message"\s*:\s*"Forbidden"\s*\}\s*$/.test(body);
}

function shorten(body: string): string {
  const line = body.replace(/\s+/g, ' ').trim();
  if (line === '') return 'nothing more';
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** `fetch` hides the fault of the connection in `cause`. */
function describeFault(error: unknown, timeOut: AbortSignal): string {
  if (timeOut.aborted) return 'no answer in time';
  const { cause, message } = error as Error & {
    readonly cause?: { readonly code?: string; readonly message?: string };
  };
  return cause?.code ?? cause?.message ?? message;
}
