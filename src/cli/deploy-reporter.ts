import type { App } from '../app/app.ts';
import type { DeployEvent, OnEvent } from '../apply/deploy-event.ts';
import type { CallCount } from '../aws/calls.ts';
import type { Problem } from '../problem.ts';
import { countOf, formatSeconds } from '../report/format-quantity.ts';
import type { TerminalStep } from '../ui/terminal.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Session } from './session.ts';

/** How a deploy or delete ended; with `type: "result"` the last line of `--json`. */
export interface DeployResult {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'deleted' | 'failed';
  readonly endpoint?: string;
  readonly seconds: number;
  /** AWS calls sent, retries included. */
  readonly calls?: CallCount;
  readonly problems?: readonly Problem[];
  readonly exitCode?: ExitCode;
}

export interface DeployReporter {
  begin(app: App, where: string): void;
  readonly onEvent: OnEvent;
  end(result: DeployResult): void;
}

/** Shows a deploy as it happens: as JSON lines on stdout, or as steps for a person on stderr. */
export function createDeployReporter(
  options: { readonly json?: boolean; readonly verbose?: boolean },
  session: Session,
): DeployReporter {
  return options.json ? jsonReporter(session) : personReporter(options, session);
}

function jsonReporter({ terminal }: Session): DeployReporter {
  const print = (value: object) => terminal.data(JSON.stringify(value));
  return {
    begin: (app, where) =>
      print({ type: 'begin', namespace: app.namespace, region: app.config.region, target: where }),
    onEvent: print,
    end: (result) => print({ type: 'result', ...result }),
  };
}

function personReporter({ verbose }: { readonly verbose?: boolean }, { terminal }: Session): DeployReporter {
  const { paint } = terminal;
  const steps = new Map<string, TerminalStep>();
  const progress = new Map<string, string>();

  const onStep = (event: DeployEvent & { type: 'step' }) => {
    if (event.state === 'started') {
      progress.clear();
      steps.set(event.step, terminal.step(`${event.text} …`));
      return;
    }
    const line = `${event.text} ${paint.dim(formatSeconds(event.seconds))}`;
    if (event.state === 'done') steps.get(event.step)?.succeed(line);
    else steps.get(event.step)?.fail(line);
    steps.delete(event.step);
  };

  return {
    begin: (app, where) => terminal.say(`${paint.bold(app.namespace)} ${paint.dim(`on ${where}`)}`),
    onEvent(event) {
      switch (event.type) {
        case 'step':
          onStep(event);
          break;
        case 'progress': {
          const count = event.total === undefined ? `${event.done}` : `${event.done} of ${event.total}`;
          progress.set(event.stack, `${event.stack} ${count}${event.current ? ` · ${event.current}` : ''}`);
          steps.get('deploy')?.update([...progress.values()].join('\n  '));
          steps.get('delete')?.update([...progress.values()].join('\n  '));
          break;
        }
        case 'stack-event':
          if (verbose || event.status.endsWith('_FAILED')) {
            terminal.say(
              `  ${paint.dim(event.stack)} ${event.logicalId} ${event.status}${event.reason ? `: ${event.reason}` : ''}`,
            );
          }
          break;
        case 'warning':
          terminal.warn(event.message);
          break;
        case 'upload':
          break;
      }
    },
    end(result) {
      if (result.outcome === 'failed') return;
      const calls = result.calls ? `, ${countOf(result.calls.reads + result.calls.writes, 'AWS call')}` : '';
      terminal.say(
        `\n${paint.green(paint.bold(headline[result.outcome]))} ${paint.dim(`${formatSeconds(result.seconds)}${calls}`)}`,
      );
      if (result.endpoint) terminal.data(result.endpoint);
    },
  };
}

const headline = {
  created: 'Created.',
  updated: 'Updated.',
  unchanged: 'Nothing to do.',
  deleted: 'Deleted.',
} as const;
