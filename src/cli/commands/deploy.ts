import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { applyPlan } from '../../apply/apply-plan.ts';
import { takeSteps } from '../../apply/take-steps.ts';
import type { Artifact } from '../../bundle/artifact.ts';
import { buildArtifacts } from '../../bundle/build-artifacts.ts';
import { InputError } from '../../problem.ts';
import { describeFailure } from '../../report/describe-failure.ts';
import { countOf, formatBytes } from '../../report/format-quantity.ts';
import { summarizeChanges } from '../../report/summarize-changes.ts';
import { connect, describeTarget, reachableEndpoint } from '../connect.ts';
import { createDeployReporter } from '../create-deploy-reporter.ts';
import { endOnInterrupt } from '../end-on-interrupt.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { EnvironmentOptions } from '../choose-environment.ts';
import { loadApp } from '../load-app.ts';
import { makePlan } from '../make-plan.ts';
import { CommandError, describeError } from '../report-error.ts';
import type { Session } from '../session.ts';

export interface DeployOptions extends EnvironmentOptions {
  readonly local?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Builds, compares, deploys. */
export async function deploy(options: DeployOptions, session: Session): Promise<ExitCode> {
  const began = session.now();
  const reporter = createDeployReporter(options, session);
  const seconds = () => Math.round(session.now() - began) / 1_000;
  const interruption = endOnInterrupt('deploy', reporter, options, session);
  const step = takeSteps(interruption.onEvent, session.now);
  try {
    const app = await loadApp(options, session);
    interruption.setStack(app.namespace);
    const { region } = app.config;
    reporter.begin(app, region, describeTarget(options, region, session));
    const connecting = connect(options, region, session);
    // Said after the build has ended, so that nothing is printed behind it.
    connecting.catch(() => {});
    const artifacts = await step(
      'build',
      'Building',
      async () => {
        const built = await buildArtifacts({
          app,
          root: session.root,
          buildDir: join(session.root, '.jets', 'build'),
        });
        if (!built.ok) throw new InputError(built.problems);
        return built.value;
      },
      (built) => ({ text: describeBuild(built) }),
    );
    const aws = await connecting;
    const { plan, live, descriptions } = await step(
      'compare',
      'Comparing with what is live',
      () => makePlan(aws, app, artifacts),
      (made) => ({ text: summarizeChanges(made.plan, app, made.descriptions, session.terminal.paint) }),
    );
    if (plan.blocked) throw new CommandError(plan.blocked.problem, exitCodes.blocked);

    if (plan.stack === 'none') {
      const endpoint = reachableEndpoint(live.stack?.record.outputs ?? {}, aws, session.env);
      reporter.end({
        outcome: 'unchanged',
        ...(endpoint ? { endpoint } : {}),
        seconds: seconds(),
        calls: aws.calls,
      });
      return exitCodes.done;
    }
    const result = await applyPlan(aws, plan, {
      onEvent: interruption.onEvent,
      now: session.now,
      runId: randomUUID().replaceAll('-', '').slice(0, 12),
      describe: (logicalId) => descriptions.get(logicalId)?.text,
    });
    if (result.kind === 'failed') {
      if (!options.json) session.terminal.say('');
      const { stack, outcome } = result;
      const problem = describeFailure(outcome, { stack, command: 'deploy', descriptions, app });
      throw new CommandError(problem, exitCodes.failed);
    }
    const endpoint = reachableEndpoint(result.outputs, aws, session.env);
    reporter.end({
      outcome: result.kind,
      ...(endpoint ? { endpoint } : {}),
      seconds: seconds(),
      calls: aws.calls,
    });
    return exitCodes.done;
  } catch (error) {
    if (!options.json) throw error;
    const { problems, exitCode } = describeError(error, session.env);
    reporter.end({ outcome: 'failed', problems, exitCode, seconds: seconds() });
    return exitCode;
  } finally {
    interruption.stopListening();
  }
}

function describeBuild(artifacts: readonly Artifact[]): string {
  const bytes = artifacts.reduce((sum, { size }) => sum + size, 0);
  return `Built ${countOf(artifacts.length, 'function')}, ${formatBytes(bytes)}`;
}
