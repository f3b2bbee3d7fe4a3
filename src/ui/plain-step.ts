import type { Paint, TerminalStep } from './step.ts';

/** Milliseconds: a step that ends at once says only that; one that lasts says when it began and how it goes. */
const firstWord = 1_000;
const nextWord = 30_000;

/** A step where nothing can be redrawn: a log. */
export function openPlainStep(text: string, say: (line: string) => void, paint: Paint): TerminalStep {
  const began = performance.now();
  let details: readonly string[] = [];
  const report = () => {
    const seconds = Math.round((performance.now() - began) / 1_000);
    say([`  ${text}, ${seconds} s`, ...details.map((line) => `    ${line}`)].join('\n'));
  };
  let clock: NodeJS.Timeout | undefined;
  const start = setTimeout(() => {
    say(`  ${text} …`);
    clock = setInterval(report, nextWord);
    clock.unref();
  }, firstWord);
  start.unref();
  const end = (line: string) => {
    clearTimeout(start);
    clearInterval(clock);
    say(line);
  };
  return {
    update: (lines) => void (details = lines),
    succeed: (line) => end(`${paint.green('✔')} ${line}`),
    fail: (line) => end(`${paint.red('✖')} ${line}`),
  };
}
