import type { Problem } from '../problem.ts';

/** What an interrupted command leaves behind and what to do about it. */
export function describeInterruption(
  command: 'deploy' | 'delete',
  /** Stack that CloudFormation may be working on, when that had begun. */
  stackInProgress: string | undefined,
): Problem {
  if (stackInProgress === undefined) {
    return {
      message: 'Interrupted before anything of the app was changed',
      fix: `To begin again: jets ${command}`,
    };
  }
  return {
    message: `Interrupted, but CloudFormation goes on with stack ${stackInProgress}`,
    why: 'What it has begun ends by itself, done or undone.',
    fix: `See how it ends with: jets status. Then: jets ${command} (it goes on from there)`,
  };
}
