import type { Plan } from '../plan/plan.ts';
import { describeEffort } from './describe-effort.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import { formatPlannedFunctions } from './format-planned-functions.ts';
import { formatPlannedRoutes } from './format-planned-routes.ts';
import { formatProblem, formatWarning } from './format-problems.ts';
import { formatReasons } from './format-reasons.ts';
import { formatSteps, type StepStyle } from './format-steps.ts';
import type { Paint } from './paint.ts';
import { wrap } from './wrap.ts';

export interface FormatPlanOptions extends StepStyle {
  /** Where the plan acts: `AWS us-east-1`, `the embedded AWS`. The plan's region where absent. */
  readonly target?: string;
  /** The live address as it is reached from here, where that is another than the plan's. */
  readonly endpoint?: string;
}

/**
 * A plan for a person: what changes, what is done for it, and last what matters most, why it is done in this way and
 * whether the endpoint stays. One line when there is nothing to do.
 */
export function formatPlan(plan: Plan, options: FormatPlanOptions): string {
  const { paint, target = `AWS ${plan.region}`, endpoint } = options;
  const title = `${paint.bold(plan.namespace)} ${paint.dim(`on ${target}`)}`;
  const warnings = formatWarnings(plan, paint);
  if (plan.blocked) {
    const problems = plan.blocked.problems.map((problem) => formatProblem(problem, paint));
    return [title, ...problems, ...join(warnings)].join('\n\n');
  }
  if (plan.strategy.kind === 'none') {
    return [`${title}: nothing to do, live is what the app says`, ...join(warnings)].join('\n\n');
  }
  const sections = [
    formatPlannedRoutes(plan.routes, options),
    formatPlannedFunctions(plan.functions, options),
    formatSteps(plan, options),
    formatReasons(plan, options),
    formatEnd(plan, endpoint, paint),
    formatApproval(plan, paint),
    warnings,
  ];
  return [title, ...sections.flatMap(join)].join('\n\n');
}

export function formatWarnings({ warnings }: Plan, paint: Paint): string[] {
  return warnings.flatMap((warning) =>
    wrap(`! ${formatWarning(warning)}`, '', '  ').map((line) => line.replace(/^!/, paint.yellow('!'))),
  );
}

function formatEnd(plan: Plan, current: string | undefined, paint: Paint): string[] {
  const endpoint = describeEndpoint(plan, current);
  return [
    ...(endpoint === undefined
      ? []
      : wrap(endpoint).map((line) => (plan.endpoint.changes ? paint.bold(line) : line))),
    paint.dim(describeEffort(plan.effort)),
  ];
}

function formatApproval({ approval }: Plan, paint: Paint): string[] {
  switch (approval?.kind) {
    case undefined:
      return [];
    case 'ask':
      return [
        'jets deploy asks before it does this',
        '    → To approve it beforehand: jets deploy --yes, or JETS_API_AUTO_REPLACE=1',
      ];
    case 'refused':
      return [
        `${paint.red('✖')} jets deploy refuses this: api.autoReplace is false in jets.config`,
        '    → To allow it this once: JETS_API_REPLACE=1 jets deploy',
      ];
  }
}

function join(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.join('\n')];
}
