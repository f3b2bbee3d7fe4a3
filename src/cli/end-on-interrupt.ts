import { constants } from 'node:os';

import type { DeployEvent, OnEvent, StepName } from '../apply/deploy-event.ts';
import { toolkitStackName } from '../live/live.ts';
import { describeInterruption } from '../report/describe-interruption.ts';
import { formatProblem } from '../report/format-problems.ts';
import type { DeployReporter } from './deploy-reporter.ts';
import type { Session } from './session.ts';

export interface Interruption {
  /** Passes events on to the reporter and remembers what is going on. */
  readonly onEvent: OnEvent;
  setStack(name: string): void;
  stopListening(): void;
}

/**
 * While a command lasts: when the process is asked to stop (Ctrl-C, a CI job that is cancelled), says what goes on
 * without it and ends with 128 plus the signal's number, as shells do: 130 for Ctrl-C.
 */
export function endOnInterrupt(
  command: 'deploy' | 'delete',
  reporter: DeployReporter,
  { json = false }: { readonly json?: boolean },
  { terminal, now }: Session,
): Interruption {
  const began = now();
  const running = new Set<StepName>();
  let stack = '';
  const end = (exitCode: number) => {
    const problem = describeInterruption(command, findStackInProgress(command, running, stack));
    reporter.abandon();
    if (!json) terminal.say(`\n${formatProblem(problem, terminal.paint)}`);
    const seconds = Math.round(now() - began) / 1_000;
    reporter.end({ outcome: 'failed', problems: [problem], exitCode, seconds });
    process.exit(exitCode);
  };
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((signal) => {
    const listener = () => end(128 + constants.signals[signal]);
    process.once(signal, listener);
    return { signal, listener };
  });
  return {
    onEvent(event: DeployEvent) {
      if (event.type === 'step' && event.state === 'started') running.add(event.step);
      else if (event.type === 'step') running.delete(event.step);
      reporter.onEvent(event);
    },
    setStack: (name) => void (stack = name),
    stopListening() {
      for (const { signal, listener } of listeners) process.off(signal, listener);
    },
  };
}

/** Whether CloudFormation works for us just now, and on which stack. */
function findStackInProgress(
  command: 'deploy' | 'delete',
  running: ReadonlySet<StepName>,
  stack: string,
): string | undefined {
  if (running.has('toolkit')) return toolkitStackName;
  const working: readonly StepName[] =
    command === 'deploy'
      ? ['clean-up', 'prepare', 'deploy', 'expand', 'contract', 'continue-rollback']
      : ['delete'];
  return working.some((step) => running.has(step)) ? stack : undefined;
}
