import chalk, { Chalk } from 'chalk';

import { openLiveStep } from './live-step.ts';
import { openPlainStep } from './plain-step.ts';
import type { Paint, TerminalStep } from './step.ts';

export type { Paint, TerminalStep } from './step.ts';

/** The person in front of the program. Data goes to stdout, everything else to stderr. */
export interface Terminal {
  /** A person sees stderr live: spinners and prompts make sense. */
  readonly interactive: boolean;
  /** Colours of stderr and stdout: plain text where those are no terminal, or `NO_COLOR` is set. */
  readonly paint: Paint;
  readonly paintData: Paint;
  /** One line or several to stdout. */
  data(text: string): void;
  /** One line or several to stderr. */
  say(text: string): void;
  warn(text: string): void;
  /** Something that lasts: redrawn on a terminal, said calmly elsewhere. */
  step(text: string): TerminalStep;
  /** Asks on the terminal; `false` on no answer. Only when {@link interactive}. */
  confirm(question: string): Promise<boolean>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The streams of a process. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export function openTerminal(env: Environment, { stdin, stdout, stderr }: Streams = process): Terminal {
  // A terminal of 0 columns (docker exec -t, script, expect) has no width to redraw lines in: ora would never end.
  const live = stderr.isTTY && stderr.columns > 0 && !env['CI'] && env['TERM'] !== 'dumb';
  const paint = paintFor(stderr, env);
  const say = (text: string) => void stderr.write(`${text}\n`);
  return {
    interactive: live && stdin.isTTY,
    paint,
    paintData: paintFor(stdout, env),
    data: (text) => void stdout.write(`${text}\n`),
    say,
    warn: (text) => say(`${paint.yellow('!')} ${text}`),
    step: (text) => (live ? openLiveStep(text, stderr, paint) : openPlainStep(text, say, paint)),
    confirm: async (question) => {
      const { createInterface } = await import('node:readline/promises');
      const prompt = createInterface({ input: stdin, output: stderr });
      const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
      const answer = await Promise.race([prompt.question(`${question} ${paint.dim('(y/N)')} `), closed]);
      prompt.close();
      return /^y(es)?$/i.test(answer.trim());
    },
  };
}

function paintFor(stream: NodeJS.WriteStream, env: Environment): Paint {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const wanted = !env['NO_COLOR'] && (forced || (stream.isTTY && env['TERM'] !== 'dumb'));
  return wanted ? new Chalk({ level: Math.max(1, chalk.level) as 1 | 2 | 3 }) : new Chalk({ level: 0 });
}
