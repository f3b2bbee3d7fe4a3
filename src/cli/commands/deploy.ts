import { join } from 'node:path';

import { applyPlan } from '../../apply/apply-plan.ts';
import { takeSteps } from '../../apply/take-steps.ts';
import type { Artifact } from '../../bundle/artifact.ts';
import { buildArtifacts } from '../../bundle/build-artifacts.ts';
import { InputError } from '../../problem.ts';
import { describeFailure, summarizeChanges } from '../../report/format-deploy.ts';
import { formatBytes } from '../../report/format-quantity.ts';
import { describeLogicalIds } from '../../templates/describe-logical-ids.ts';
import { connect, reachableEndpoint } from '../connect.ts';
import { createDeployReporter } from '../deploy-reporter.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type AppOptions, loadApp } from '../load-app.ts';
import { makePlan } from '../make-plan.ts';
import { CommandError, describeError } from '../report-error.ts';
import type { Session } from '../session.ts';

export interface DeployOptions extends AppOptions {
  readonly local?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Builds, compares, deploys. */
export async function deploy(options: DeployOptions, session: Session): Promise<ExitCode> {
  const began = session.now();
  const reporter = createDeployReporter(options, session);
  const seconds = () => Math.round(session.now() - began) / 1_000;
  const step = takeSteps(reporter.onEvent, session.now);
  try {
    const app = await loadApp(options, session);
    reporter.begin(app, options.local ? 'the embedded AWS' : `AWS ${app.config.region}`);
    const [artifacts, aws] = await Promise.all([
      step(
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
      ),
      connect(options, app.config.region, session),
    ]);
    const { plan, live, templates } = await step(
      'compare',
      'Comparing with what is live',
      () => makePlan(aws, app, artifacts),
      (made) => ({ text: summarizeChanges(made.plan) }),
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
    const result = await applyPlan(aws, plan, reporter.onEvent, session.now);
    if (result.kind === 'failed') {
      const problem = describeFailure(result.stack, result.outcome, describeLogicalIds(templates));
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
    const { problems, exitCode } = describeError(error, session.env);
    if (!options.json) throw error;
    reporter.end({ outcome: 'failed', problems, exitCode, seconds: seconds() });
    return exitCode;
  }
}

function describeBuild(artifacts: readonly Artifact[]): string {
  const bytes = artifacts.reduce((sum, { size }) => sum + size, 0);
  return `Built ${artifacts.length} ${artifacts.length === 1 ? 'function' : 'functions'}, ${formatBytes(bytes)}`;
}
