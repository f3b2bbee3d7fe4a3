import type { Problem } from '../problem.ts';
import type { FoundJob } from './app.ts';
import { findScheduleFaults } from './schedule.ts';

/** Schedules that EventBridge would refuse, and jobs that two files define. */
export function findJobProblems(jobs: readonly FoundJob[]): readonly Problem[] {
  const first = new Map<string, FoundJob>();
  return jobs.flatMap((job) => {
    const { name, file, runs } = job;
    const other = first.get(name);
    first.set(name, other ?? job);
    const problems: Problem[] = runs.flatMap(({ exportName, schedule, line }) =>
      findScheduleFaults(schedule).map((fault) => ({
        ...fault,
        file,
        ...(line !== undefined && { line }),
        path: `${name}#${exportName}`,
      })),
    );
    if (other !== undefined) {
      problems.push({
        message: `Two files are the job ${name}: ${other.file} and ${file}`,
        file,
        fix: 'Keep one of them.',
      });
    }
    return problems;
  });
}
