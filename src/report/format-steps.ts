import type { Plan, PlanStep, ResourceChange, UpdateStep } from '../plan/plan.ts';
import { alignColumns } from './align-columns.ts';
import type { PlanStyle } from './plan-style.ts';
import { actions, changesOf, countByKind } from './resource-kinds.ts';
import { wrap } from './wrap.ts';

export interface StepStyle extends PlanStyle {
  /** What a logical id stands for, in a person's words. */
  readonly describe?: (logicalId: string) => string | undefined;
}

/**
 * What a deploy does, step by step, and what each is for CloudFormation.
 *
 * @example
 * Steps
 *   1  Update stack demo-dev
 *      create  1 API path, 1 API method, 1 API deployment
 *      update  1 API stage
 */
export function formatSteps(plan: Plan, style: StepStyle): string[] {
  const steps = [...formatToolkit(plan), ...plan.steps.map((step) => formatStep(step, plan, style))];
  if (steps.length === 0) return [];
  const margin = ' '.repeat(String(steps.length).length + 4);
  return [
    style.paint.bold('Steps'),
    ...steps.flatMap(([title = '', ...details], index) => [
      ...wrap(title, `  ${String(index + 1).padStart(margin.length - 4)}  `, margin),
      ...details.map((line) => `${margin}${line}`),
    ]),
  ];
}

function formatToolkit({ toolkit }: Plan): string[][] {
  switch (toolkit) {
    case 'keep':
      return [];
    case 'create':
      return [['Create stack jets-toolkit: the bucket for code and templates, one per account and region']];
    case 'recreate':
      return [['Delete and create anew stack jets-toolkit, which failed when it was first created']];
    case 'update':
      return [['Update stack jets-toolkit, which holds the bucket for code and templates']];
  }
}

/** The title, then what is below it. */
function formatStep(step: PlanStep, { namespace }: Plan, style: StepStyle): string[] {
  switch (step.kind) {
    case 'clean-up':
      return [`Delete stack ${namespace}`];
    case 'update':
      return [titleOf(step, namespace), ...formatChanges(step, namespace, style)];
    case 'verify':
      return ['Check that the new Rest API answers, at its own address'];
    case 'switch': {
      const address = [step.domain, ...(step.basePath === '' ? [] : [step.basePath])].join('/');
      return [
        step.from === undefined
          ? `Point ${address} to the Rest API`
          : `Point ${address} to the new Rest API, in one call`,
      ];
    }
    case 'drain':
      return [`Wait ${step.seconds} s for requests that are on their way to the old Rest API`];
  }
}

function titleOf(step: UpdateStep, namespace: string): string {
  if (step.phase === 'prepare') {
    return 'Update all but the stage, which goes on serving what it does, and take routes away';
  }
  if (step.phase === 'deploy' && goesLiveOnly(step))
    return 'Go live: move the stage to the new routes and code';
  if (step.phase === 'deploy') {
    return `${step.action === 'create' ? 'Create' : 'Update'} stack ${namespace}`;
  }
  if (step.phase === 'expand') {
    return touches(step, 'create', 'AWS::ApiGateway::RestApi')
      ? `Build the new Rest API beside the old one, which goes on serving`
      : `Build what is new beside what is live, which goes on serving`;
  }
  if (touches(step, 'delete', 'AWS::ApiGateway::RestApi')) {
    return 'Delete the old Rest API and what only it used';
  }
  return 'Delete what is no longer used';
}

/** What is left of a deploy that was prepared. */
function goesLiveOnly(step: UpdateStep): boolean {
  const goesLive = ['AWS::ApiGateway::Deployment', 'AWS::ApiGateway::Stage'];
  const made = changesOf(step).filter(({ action }) => action !== 'delete');
  return made.length === goesLive.length && made.every(({ type }) => goesLive.includes(type));
}

function touches(step: UpdateStep, action: ResourceChange['action'], type: string): boolean {
  return changesOf(step).some((change) => change.action === action && change.type === type);
}

function formatChanges(step: UpdateStep, namespace: string, style: StepStyle): string[] {
  const changes = changesOf(step);
  if (changes.length === 0) return ['update  tags'];
  const used = actions.filter((action) => changes.some((change) => change.action === action));
  const width = Math.max(...used.map(({ length }) => length)) + 2;
  const counts = used.flatMap((action) => {
    const kinds = countByKind(changes.filter((change) => change.action === action));
    // Five columns are taken by the number of the step; a count stays beside what it counts.
    const unbroken = kinds.replaceAll(/(?<!,) /g, '\u00a0');
    return wrap(unbroken, `     ${action.padEnd(width)}`, ' '.repeat(5 + width)).map((line) =>
      line.slice(5).replaceAll('\u00a0', ' '),
    );
  });
  return style.verbose ? [...counts, ...listChanges(step, namespace, style)] : counts;
}

const signs = { create: '+', update: '~', replace: '±', delete: '-' } as const;

/** Every resource of every stack, with what it stands for where that is known. */
function listChanges(step: UpdateStep, namespace: string, { paint, describe }: StepStyle): string[] {
  const rows = alignColumns(
    changesOf(step).map(({ action, logicalId, type }) => [
      signs[action],
      type.replace(/^AWS::/, ''),
      describe?.(logicalId) ?? logicalId,
    ]),
  ).map(([sign = '', type = '', name = '']) => `  ${sign} ${paint.dim(type)}  ${name}`);
  let position = 0;
  return step.changes.flatMap(({ stack, changes }) => [
    paint.dim(`in ${stack === 'app' ? `stack ${namespace}` : `nested stack ${stack}`}`),
    ...rows.slice(position, (position += changes.length)),
  ]);
}
