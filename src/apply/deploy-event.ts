/** What happens during a deploy, as it happens: the terminal draws it, `--json` prints it a line each. */
export type DeployEvent =
  | { readonly type: 'step'; readonly step: StepName; readonly state: 'started'; readonly text: string }
  | {
      readonly type: 'step';
      readonly step: StepName;
      readonly state: 'done' | 'failed';
      readonly text: string;
      readonly seconds: number;
    }
  | { readonly type: 'upload'; readonly key: string; readonly bytes: number }
  | {
      readonly type: 'progress';
      readonly stack: string;
      /** The stack in a person's words: `blog-dev`, `RestApiPage1`. */
      readonly label: string;
      /** Resources that are through, of those that change; `total` is unknown for stacks jets has no template of. */
      readonly done: number;
      readonly total?: number;
      /** What CloudFormation is at: `creating function posts_controller`. */
      readonly current?: string;
    }
  | {
      readonly type: 'stack-event';
      readonly stack: string;
      readonly logicalId: string;
      readonly resourceType: string;
      /** What the logical id stands for: `function posts_controller`. */
      readonly text?: string;
      readonly status: string;
      readonly reason?: string;
      readonly at: string;
    }
  | {
      /** A step that only lets time pass is still at it. */
      readonly type: 'waiting';
      readonly step: StepName;
      /** Since it began. */
      readonly seconds: number;
      /** It lasts so long at most. */
      readonly total: number;
      /** What it waits for: `answers 502`. */
      readonly text?: string;
    }
  | { readonly type: 'warning'; readonly message: string };

/**
 * `prepare`, `deploy`, `expand` and `contract` are CloudFormation's updates of the app's stack, see `UpdateStep.phase`. `wait` waits for
 * somebody else's operation, `continue-rollback` finishes one that failed.
 */
export type StepName =
  | 'build'
  | 'compare'
  | 'toolkit'
  | 'upload'
  | 'clean-up'
  | 'prepare'
  | 'deploy'
  | 'expand'
  | 'verify'
  | 'switch'
  | 'drain'
  | 'contract'
  | 'delete'
  | 'wait'
  | 'continue-rollback';

export type OnEvent = (event: DeployEvent) => void;
