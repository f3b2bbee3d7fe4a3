import { takeSteps } from '../../apply/take-steps.ts';
import type { Aws } from '../../aws/connection.ts';
import type { Plan } from '../../plan/plan.ts';
import { formatPlan } from '../../report/format-plan.ts';
import { buildCode } from '../build-code.ts';
import type { EnvironmentOptions } from '../choose-environment.ts';
import { connect, describeTarget, reachableEndpoint } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadApp } from '../load-app.ts';
import { type MadePlan, makePlan } from '../make-plan.ts';
import { createPersonReporter } from '../person-reporter.ts';
import { readChoices } from '../read-choices.ts';
import { relativeTo, writeSavedPlan } from '../saved-plan.ts';
import type { Session } from '../session.ts';
import { detail } from '../unblock.ts';

export interface PlanOptions extends EnvironmentOptions {
  readonly local?: boolean;
  readonly json?: boolean;
  /** File for `jets deploy --plan`. */
  readonly out?: string;
  readonly exitCode?: boolean;
  readonly verbose?: boolean;
}

/** Builds and compares like a deploy, and prints what a deploy would do. Writes nothing to AWS. */
export async function planDeploy(options: PlanOptions, session: Session): Promise<ExitCode> {
  const { terminal, env, root } = session;
  const step = takeSteps(createPersonReporter({}, terminal).onEvent, session.now);
  const app = await loadApp(options, session);
  const { region } = app.config;
  const connecting = connect(options, region, session);
  // Said after the build has ended, so that nothing is printed behind it.
  connecting.catch(() => {});
  const artifacts = await buildCode(app, root, step);
  const aws = await connecting;
  const { plan, live, descriptions } = await step(
    'compare',
    'Comparing with what is live',
    async () => {
      const made = await makePlan(aws, app, artifacts, readChoices(env));
      return { ...made, plan: await detailBlocked(aws, made) };
    },
    () => ({ text: 'Compared with what is live' }),
  );

  if (options.json) {
    terminal.data(JSON.stringify(relativeTo(root, plan), null, 2));
  } else {
    const outputs = live.stack?.record.outputs ?? {};
    // The address of the stack's own Rest API may be another from here; a custom domain's is not.
    const isOwn = plan.endpoint.current !== undefined && plan.endpoint.current === outputs['Endpoint'];
    const endpoint = isOwn ? reachableEndpoint(outputs, aws, env) : undefined;
    const text = formatPlan(plan, {
      paint: terminal.paintData,
      verbose: options.verbose ?? false,
      target: describeTarget(options, region, session),
      describe: (logicalId) => descriptions.get(logicalId)?.text,
      ...(endpoint ? { endpoint } : {}),
    });
    terminal.data(text);
  }
  if (options.out !== undefined) await save(plan, options.out, session);
  return exitCodeFor(plan, options);
}

/** A stack that is stuck says more when it is asked for the resources that failed. */
async function detailBlocked(aws: Aws, { plan, live }: MadePlan): Promise<Plan> {
  if (!plan.blocked || plan.blocked.kind === 'collision') return plan;
  return { ...plan, blocked: await detail(aws, live) };
}

async function save(plan: Plan, file: string, { terminal, root }: Session): Promise<void> {
  const { paint } = terminal;
  if (plan.blocked) {
    terminal.warn(`Nothing was written to ${file}: this plan cannot be applied`);
    return;
  }
  await writeSavedPlan(file, plan, root);
  terminal.say(`${paint.green('✔')} Saved. To apply it: jets deploy --plan ${file}`);
}

function exitCodeFor({ blocked, strategy, endpoint }: Plan, { exitCode = false }: PlanOptions): ExitCode {
  if (blocked) return exitCode ? exitCodes.planBlocked : exitCodes.blocked;
  if (!exitCode || strategy.kind === 'none') return exitCodes.done;
  return endpoint.changes ? exitCodes.planEndpointChanges : exitCodes.planInPlace;
}
