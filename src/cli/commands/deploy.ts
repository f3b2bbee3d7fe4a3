import { randomUUID } from 'node:crypto';

import type { App } from '../../app/app.ts';
import { takeSteps } from '../../apply/take-steps.ts';
import type { Aws } from '../../aws/connection.ts';
import { carryOutPlan } from '../../release/carry-out-plan.ts';
import { describeFailedStep } from '../../report/describe-failed-step.ts';
import { formatPlanBrief } from '../../report/format-plan-brief.ts';
import { summarizeChanges } from '../../report/summarize-changes.ts';
import { approvePlan } from '../approve-plan.ts';
import { buildCode } from '../build-code.ts';
import type { EnvironmentOptions } from '../choose-environment.ts';
import { connect, describeTarget, reachableEndpoint } from '../connect.ts';
import type { DeployReporter } from '../deploy-reporter.ts';
import type { Interruption } from '../end-on-interrupt.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadApp } from '../load-app.ts';
import { type MadePlan, makePlan } from '../make-plan.ts';
import { readChoices } from '../read-choices.ts';
import { recallPlan } from '../recall-plan.ts';
import { CommandError } from '../report-error.ts';
import { runReported } from '../run-reported.ts';
import { readSavedPlan } from '../saved-plan.ts';
import type { Session } from '../session.ts';
import { unblock, type UnblockOptions } from '../unblock.ts';

export interface DeployOptions extends EnvironmentOptions, UnblockOptions {
  readonly local?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly yes?: boolean;
  /** File that `jets plan --out` wrote. */
  readonly plan?: string;
}

/** Builds, compares, deploys; or carries out a plan that was saved. */
export async function deploy(options: DeployOptions, session: Session): Promise<ExitCode> {
  return await runReported('deploy', options, session, async ({ reporter, interruption, seconds }) => {
    const prepared =
      options.plan === undefined
        ? await preparePlan(options, session, interruption, reporter)
        : await prepareSavedPlan(options.plan, options, session, interruption, reporter);
    const { aws, made } = prepared;
    const { plan, live } = made;
    const end = (outcome: 'created' | 'updated' | 'unchanged', outputs: Readonly<Record<string, string>>) => {
      const endpoint = reachableEndpoint(outputs, aws, session.env);
      reporter.end({ outcome, ...(endpoint ? { endpoint } : {}), seconds: seconds(), calls: aws.calls });
      return exitCodes.done;
    };
    if (plan.steps.length === 0) return end('unchanged', live.stack?.record.outputs ?? {});
    reporter.plan(plan);
    showSurprises(prepared, options, session);
    await approvePlan(plan, options, session);
    const result = await carryOut(prepared, session, interruption);
    if (result.kind === 'failed') {
      if (!options.json) session.terminal.say('');
      const { descriptions } = made;
      const problem = describeFailedStep(result, { descriptions, app: prepared.app ?? plan });
      throw new CommandError(problem, exitCodes.failed);
    }
    return end(result.kind, result.outputs);
  });
}

interface Prepared {
  readonly aws: Aws;
  readonly made: MadePlan;
  /** Absent for a saved plan, which needs none. */
  readonly app?: App;
}

async function preparePlan(
  options: DeployOptions,
  session: Session,
  interruption: Interruption,
  reporter: DeployReporter,
): Promise<Prepared> {
  const step = takeSteps(interruption.onEvent, session.now);
  const app = await loadApp(options, session);
  interruption.setStack(app.namespace);
  const { region } = app.config;
  reporter.begin(app, region, describeTarget(options, region, session));
  const connecting = connect(options, region, session);
  // Said after the build has ended, so that nothing is printed behind it.
  connecting.catch(() => {});
  const artifacts = await buildCode(app, session.root, step);
  const aws = await connecting;
  const compare = () =>
    step(
      'compare',
      'Comparing with what is live',
      () => makePlan(aws, app, artifacts, readChoices(session.env)),
      ({ plan }) => ({ text: summarizeChanges(plan, session.terminal.paint) }),
    );
  const made = await compare();
  if (!made.plan.blocked) return { aws, made, app };
  if (made.plan.blocked.kind === 'collision') {
    throw new CommandError(made.plan.blocked.problems, exitCodes.blocked);
  }
  await unblock(aws, app.namespace, options, session, { step, onEvent: interruption.onEvent });
  const again = await compare();
  if (again.plan.blocked) throw new CommandError(again.plan.blocked.problems, exitCodes.blocked);
  return { aws, made: again, app };
}

async function prepareSavedPlan(
  file: string,
  options: DeployOptions,
  session: Session,
  interruption: Interruption,
  reporter: DeployReporter,
): Promise<Prepared> {
  const plan = await readSavedPlan(file, session.root);
  const { replaceApi, reset } = readChoices(session.env);
  if (replaceApi || reset) {
    const message = 'JETS_API_REPLACE and JETS_RESET do not count for a saved plan: it says what is done';
    interruption.onEvent({ type: 'warning', message });
  }
  interruption.setStack(plan.namespace);
  reporter.begin(plan, plan.region, describeTarget(options, plan.region, session));
  const aws = await connect(options, plan.region, session);
  const step = takeSteps(interruption.onEvent, session.now);
  const made = await step(
    'compare',
    'Comparing the plan with what is live',
    () => recallPlan(aws, plan),
    () => ({ text: `As planned: ${summarizeChanges(plan, session.terminal.paint)}` }),
  );
  return { aws, made };
}

/** What a person would not expect from the line that sums the plan up. */
function showSurprises(
  { made: { plan, live }, aws }: Prepared,
  options: DeployOptions,
  session: Session,
): void {
  const { terminal, env } = session;
  if (options.json) return;
  const outputs = live.stack?.record.outputs ?? {};
  const isOwn = plan.endpoint.current !== undefined && plan.endpoint.current === outputs['Endpoint'];
  const endpoint = isOwn ? reachableEndpoint(outputs, aws, env) : undefined;
  const text = formatPlanBrief(plan, { paint: terminal.paint, ...(endpoint ? { endpoint } : {}) });
  if (text !== '') terminal.say(`\n${text}\n`);
}

async function carryOut(
  { aws, made: { plan, descriptions } }: Prepared,
  session: Session,
  interruption: Interruption,
) {
  return await carryOutPlan(aws, plan, {
    onEvent: interruption.onEvent,
    now: session.now,
    runId: randomUUID().replaceAll('-', '').slice(0, 12),
    describe: (logicalId) => descriptions.get(logicalId)?.text,
    endpointOf: (outputs) => reachableEndpoint(outputs, aws, session.env),
  });
}
