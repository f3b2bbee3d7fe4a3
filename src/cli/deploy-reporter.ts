import type { App } from '../app/app.ts';
import type { OnEvent } from '../apply/deploy-event.ts';
import type { CallCount } from '../aws/calls.ts';
import type { Plan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';

/** How a deploy or delete ended; with `type: "result"` the last line of `--json`. */
export interface DeployResult {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'deleted' | 'failed';
  readonly endpoint?: string;
  readonly seconds: number;
  /** AWS calls sent, retries included. */
  readonly calls?: CallCount;
  readonly problems?: readonly Problem[];
  readonly exitCode?: number;
}

export interface DeployReporter {
  begin(app: Pick<App, 'namespace'>, region: string, where: string): void;
  /** What is about to be carried out. */
  plan(plan: Plan): void;
  readonly onEvent: OnEvent;
  /** Takes down what is still being drawn, so that what is said next stands alone. */
  abandon(): void;
  end(result: DeployResult): void;
}
