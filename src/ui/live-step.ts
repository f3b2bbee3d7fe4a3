import ora from 'ora';

import type { Paint, TerminalStep } from './step.ts';

/** A step as a spinner with its time, and what is going on in it below; its end stands in its place. */
export function openLiveStep(text: string, stream: NodeJS.WriteStream, paint: Paint): TerminalStep {
  const began = performance.now();
  let details: readonly string[] = [];
  const draw = () => {
    const seconds = Math.floor((performance.now() - began) / 1_000);
    const time = seconds < 2 ? '' : ` ${paint.dim(`${seconds} s`)}`;
    const width = (stream.columns || 80) - 6;
    const below = details.map((line) => `    ${paint.dim(shorten(line, width))}`);
    return [`${text} …${time}`, ...below].join('\n');
  };
  const spinner = ora({ text: draw(), stream, discardStdin: false }).start();
  const clock = setInterval(() => void (spinner.text = draw()), 1_000);
  clock.unref();
  const end = (symbol: string, line: string) => {
    clearInterval(clock);
    spinner.stopAndPersist({ symbol, text: line });
  };
  return {
    update(lines) {
      details = lines;
      spinner.text = draw();
    },
    succeed: (line) => end(paint.green('✔'), line),
    fail: (line) => end(paint.red('✖'), line),
  };
}

/** A wrapped line would make the whole block jump. */
function shorten(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(width - 1, 1))}…`;
}
