import type { DeployEvent } from '../apply/deploy-event.ts';
import { isCancelled } from '../apply/root-cause.ts';
import { countOf, formatSeconds } from '../report/format-quantity.ts';
import { unwrapMessage } from '../report/unwrap-message.ts';
import type { Terminal, TerminalStep } from '../ui/terminal.ts';
import type { DeployReporter } from './deploy-reporter.ts';

/** Shows a deploy to a person: a line a step, what each stack is at below it, failures as they happen. */
export function createPersonReporter(
  { verbose = false }: { readonly verbose?: boolean },
  terminal: Terminal,
): DeployReporter {
  const { paint } = terminal;
  const steps = new Map<string, TerminalStep & { readonly text: string }>();
  const progress = new Map<string, DeployEvent & { type: 'progress' }>();

  const onStep = (event: DeployEvent & { type: 'step' }) => {
    if (event.state === 'started') {
      progress.clear();
      steps.set(event.step, { ...terminal.step(event.text), text: event.text });
      return;
    }
    const line = `${event.text} ${paint.dim(formatSeconds(event.seconds))}`;
    if (event.state === 'done') steps.get(event.step)?.succeed(line);
    else steps.get(event.step)?.fail(line);
    steps.delete(event.step);
  };

  const onStackEvent = (event: DeployEvent & { type: 'stack-event' }) => {
    const name = event.text ?? event.logicalId;
    if (verbose) {
      const reason = event.reason ? `  ${event.reason}` : '';
      terminal.say(`  ${paint.dim(event.stack)}  ${event.status}  ${name}${paint.dim(reason)}`);
      return;
    }
    // A nested stack fails because something in it did, which has been said by then.
    const isOwn = event.resourceType !== 'AWS::CloudFormation::Stack' && !isCancelled(event);
    if (isOwn && event.status.endsWith('_FAILED')) {
      terminal.say(`  ${paint.red('✖')} ${name}: ${unwrapMessage(event.reason ?? event.status)}`);
    }
  };

  return {
    begin: ({ namespace }, _region, where) =>
      terminal.say(`${paint.bold(namespace)} ${paint.dim(`on ${where}`)}`),
    plan: () => {},
    onEvent(event) {
      switch (event.type) {
        case 'step':
          onStep(event);
          break;
        case 'progress': {
          progress.set(event.stack, event);
          const lines = formatProgress([...progress.values()]);
          for (const step of steps.values()) step.update(lines);
          break;
        }
        case 'stack-event':
          onStackEvent(event);
          break;
        case 'warning':
          terminal.warn(event.message);
          break;
        case 'waiting':
          for (const step of steps.values()) step.update([formatWaiting(event)]);
          break;
        case 'upload':
          break;
      }
    },
    abandon() {
      for (const step of steps.values()) step.fail(step.text);
      steps.clear();
    },
    end(result) {
      if (result.outcome === 'failed') return;
      const calls = result.calls ? `, ${countOf(result.calls.reads + result.calls.writes, 'AWS call')}` : '';
      const headline = paint.green(paint.bold(headlines[result.outcome]));
      terminal.say(`\n${headline} ${paint.dim(`${formatSeconds(result.seconds)}${calls}`)}`);
      if (result.endpoint) terminal.data(result.endpoint);
    },
  };
}

const headlines = {
  created: 'Created.',
  updated: 'Updated.',
  unchanged: 'Nothing to do.',
  deleted: 'Deleted.',
} as const;

/** `12 of 30 s  answers 502`. */
function formatWaiting({ seconds, total, text = '' }: DeployEvent & { type: 'waiting' }): string {
  return `${Math.round(seconds)} of ${Math.round(total)} s  ${text}`.trimEnd();
}

/** A line a stack, in columns: `blog-dev      5 of 12  creating function posts_controller`. */
function formatProgress(stacks: readonly (DeployEvent & { type: 'progress' })[]): string[] {
  const rows = stacks.map(({ label, done, total, current = '' }) => ({
    label,
    count: total === undefined ? `${done} done` : `${done} of ${total}`,
    current,
  }));
  const width = (column: 'label' | 'count') => Math.max(...rows.map((row) => row[column].length));
  return rows.map(({ label, count, current }) =>
    `${label.padEnd(width('label'))}  ${count.padStart(width('count'))}  ${current}`.trimEnd(),
  );
}
