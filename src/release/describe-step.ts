import type { Plan, PlanStep, SwitchStep, UpdateStep } from '../plan/plan.ts';
import { findServing } from './find-serving.ts';

/** What a step does and what it has done, in a person's words. */
export function describeStep(
  step: PlanStep,
  { namespace }: Pick<Plan, 'namespace'>,
): { readonly doing: string; readonly done: string } {
  switch (step.kind) {
    case 'clean-up':
      return {
        doing: `Deleting what the failed first deploy of ${namespace} left`,
        done: `Deleted what the failed first deploy of ${namespace} left`,
      };
    case 'update':
      return describeUpdate(step, namespace);
    case 'verify':
      return { doing: 'Asking the new Rest API', done: 'The new Rest API answers' };
    case 'switch': {
      const place = formatPlace(step);
      const target = step.from ? 'the new Rest API' : 'the Rest API';
      return { doing: `Pointing ${place} to ${target}`, done: `${place} points to ${target}` };
    }
    case 'drain':
      return {
        doing: 'Letting requests to the old Rest API finish',
        done: 'Let requests to the old Rest API finish',
      };
  }
}

function describeUpdate({ phase, changes }: UpdateStep, namespace: string) {
  if (phase === 'prepare') {
    return {
      doing: `Preparing ${namespace} behind what serves`,
      done: `Prepared ${namespace}; what was live still serves`,
    };
  }
  if (phase === 'deploy') return { doing: `Deploying ${namespace}`, done: `Deployed ${namespace}` };
  if (phase === 'expand') {
    return {
      doing: 'Deploying the new Rest API beside the old one',
      done: 'The new Rest API stands beside the old one',
    };
  }
  const removesApi = changes.some((stack) =>
    stack.changes.some(({ action, type }) => action === 'delete' && type === 'AWS::ApiGateway::RestApi'),
  );
  const what = removesApi ? 'the old Rest API' : 'what is no longer used';
  return { doing: `Removing ${what}`, done: `Removed ${what}` };
}

/** `api.example.com/v1`. */
export function formatPlace({ domain, basePath }: Pick<SwitchStep, 'domain' | 'basePath'>): string {
  return basePath === '' ? domain : `${domain}/${basePath}`;
}

/** What is left when AWS refuses a call, or cannot be reached, after some steps of a plan. */
export function describeStop(steps: readonly PlanStep[], done: number, namespace: string): string {
  const serving = {
    nothing: `${namespace} does not serve yet.`,
    old: `${namespace} serves as before.`,
    new: `${namespace} serves what was deployed.`,
    unknown: '',
  }[findServing(steps, done)];
  return `Stopped in the middle: ${serving} The next jets deploy goes on from here.`;
}
