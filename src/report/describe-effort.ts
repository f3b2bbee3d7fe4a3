import type { Effort } from '../plan/plan.ts';
import { countOf } from './format-quantity.ts';

/** `About 42 AWS operations in about 3 min.`: rough numbers, and not to look like more. */
export function describeEffort({ operations, seconds }: Effort): string {
  return `About ${countOf(operations, 'AWS operation')} in about ${roughly(seconds)}.`;
}

function roughly(seconds: number): string {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90) return `${Math.round(seconds / 10) * 10} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return `${hours} h ${minutes - 60 * hours} min`;
}
