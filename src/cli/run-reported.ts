import { createDeployReporter } from './create-deploy-reporter.ts';
import type { DeployReporter } from './deploy-reporter.ts';
import { endOnInterrupt, type Interruption } from './end-on-interrupt.ts';
import type { ExitCode } from './exit-codes.ts';
import { describeError } from './report-error.ts';
import type { Session } from './session.ts';

export interface Reported {
  readonly reporter: DeployReporter;
  readonly interruption: Interruption;
  /** Since the command began. */
  readonly seconds: () => number;
}

/**
 * Runs a command that reports what happens, as steps or as JSON lines, and can be interrupted. With `--json` an error is
 * its last line; without, it is thrown on.
 */
export async function runReported(
  command: 'deploy' | 'delete',
  options: { readonly json?: boolean; readonly verbose?: boolean },
  session: Session,
  act: (reported: Reported) => Promise<ExitCode>,
): Promise<ExitCode> {
  const began = session.now();
  const reporter = createDeployReporter(options, session);
  const seconds = () => Math.round(session.now() - began) / 1_000;
  const interruption = endOnInterrupt(command, reporter, options, session);
  try {
    return await act({ reporter, interruption, seconds });
  } catch (error) {
    if (!options.json) throw error;
    const { problems, exitCode } = describeError(error, session.env);
    reporter.end({ outcome: 'failed', problems, exitCode, seconds: seconds() });
    return exitCode;
  } finally {
    interruption.stopListening();
  }
}
