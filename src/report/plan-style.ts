import type { Paint } from './paint.ts';

/** How a plan is written down. */
export interface PlanStyle {
  readonly paint: Paint;
  /** Cut nothing, and name every resource. */
  readonly verbose?: boolean;
  /** Where the rest of what is cut can be read: `--verbose`. */
  readonly more?: string;
}

/** `… and 590 more (--verbose)`, below what is shown of a list. */
export function formatRest(left: number, { paint, more = '--verbose' }: PlanStyle): string[] {
  return left === 0 ? [] : [paint.dim(`… and ${left} more (${more})`)];
}
