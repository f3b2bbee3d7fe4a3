import type { ListStackResourcesOutput } from '@aws-sdk/client-cloudformation';

import { switchMapping } from '../../src/release/switch-mapping.ts';
import type { App } from '../../src/app/app.ts';
import type { Plan, PlanStep, SwitchStep, UpdateStep } from '../../src/plan/plan.ts';
import { BrokenPromise } from './broken-promise.ts';
import { deployUpdate } from './deploy-update.ts';
import { readServedByDomain, readStack, readTarget, type Served, type Site } from './site.ts';

/**
 * Carries out the steps of a plan in their order, as a deploy does, but without its pauses. Looks after each step at what
 * the domain serves. Throws BrokenPromise when CloudFormation rolls an update back or leaves something behind.
 *
 * @param limit stops after so many steps, as a deploy does that is killed.
 */
export async function carryOutPlan(
  site: Site,
  plan: Plan,
  app: App,
  limit = plan.steps.length,
): Promise<void> {
  const before = await readServedByDomain(site, app);
  const switchAt = plan.steps.findIndex(({ kind }) => kind === 'switch');
  for (const [index, step] of plan.steps.slice(0, limit).entries()) {
    if (step.kind === 'update') await update(site, plan, step);
    if (step.kind === 'switch') await repoint(site, plan, step);
    if (before && index < switchAt) checkUndisturbed(before, await readServedByDomain(site, app), step);
  }
}

async function update(site: Site, plan: Plan, step: UpdateStep): Promise<void> {
  const { namespace: stackName, templates, artifacts, tags, strategy } = plan;
  const { action, template, phase } = step;
  const outcome = await deployUpdate(site.engine, site.bucket, {
    stackName,
    action,
    template,
    templates,
    artifacts,
    tags,
  });
  if (outcome.kind === 'rolled-back') {
    const why = outcome.reasons.join('; ');
    throw new BrokenPromise(
      `The plan is ${strategy.kind}, and CloudFormation ended its ${phase} in ${outcome.status}: ${why}`,
    );
  }
  const { StackStatusReason } = await readStack(site, stackName);
  if (StackStatusReason !== undefined) {
    throw new BrokenPromise(`The plan is ${strategy.kind}, and its ${phase} ended so: ${StackStatusReason}`);
  }
}

async function repoint(site: Site, plan: Plan, step: SwitchStep): Promise<void> {
  const target = readTarget(await readStack(site, plan.namespace));
  const { StackResourceSummaries = [] } = await site.engine.call<ListStackResourcesOutput>(
    'cloudformation',
    'ListStackResources',
    { StackName: plan.namespace },
  );
  const restApiId = StackResourceSummaries.find(
    ({ LogicalResourceId }) => LogicalResourceId === step.restApi,
  )?.PhysicalResourceId;
  if (!target || restApiId === undefined)
    throw new BrokenPromise('The domain is to be switched to an app without a Rest API');
  const result = await switchMapping(await site.engine.aws.restApis(), step, { ...target, restApiId });
  if (result.kind === 'elsewhere') {
    throw new BrokenPromise(`The switch expects another mapping than there is: ${JSON.stringify(result)}`);
  }
}

/** Until the switch the domain serves what it did: the same routes, by the same versions of functions. */
function checkUndisturbed(before: Served, now: Served | undefined, step: PlanStep): void {
  const same = JSON.stringify(now) === JSON.stringify(before);
  if (same) return;
  throw new BrokenPromise(
    `Before the switch, ${step.kind} changes what the domain serves: ${JSON.stringify({ before, now })}`,
  );
}
