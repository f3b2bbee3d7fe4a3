import chalk, { Chalk, type ChalkInstance } from 'chalk';
import ora, { type Ora } from 'ora';

/** Colours as functions, so that reports can be written without knowing whether there is a terminal. */
export type Paint = Pick<ChalkInstance, 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'>;

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
  /** A line that is redrawn while something lasts, and stands when it ended. Without a terminal only ends are printed. */
  step(text: string): TerminalStep;
  /** Asks on the terminal; `false` on no answer. Only when {@link interactive}. */
  confirm(question: string): Promise<boolean>;
}

export interface TerminalStep {
  update(text: string): void;
  succeed(text: string): void;
  fail(text: string): void;
}

export function openTerminal(env: Readonly<Record<string, string | undefined>>): Terminal {
  const interactive = process.stderr.isTTY && process.stdin.isTTY && !env['CI'] && env['TERM'] !== 'dumb';
  const paint = paintFor(process.stderr, env);
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  return {
    interactive,
    paint,
    paintData: paintFor(process.stdout, env),
    data: (text) => void process.stdout.write(`${text}\n`),
    say,
    warn: (text) => say(`${paint.yellow('!')} ${text}`),
    step: (text) =>
      process.stderr.isTTY && !env['CI'] && env['TERM'] !== 'dumb'
        ? liveStep(text, paint)
        : plainStep(say, paint),
    confirm: async (question) => {
      const { createInterface } = await import('node:readline/promises');
      const prompt = createInterface({ input: process.stdin, output: process.stderr });
      const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
      const answer = await Promise.race([prompt.question(`${question} ${paint.dim('(y/N)')} `), closed]);
      prompt.close();
      return /^y(es)?$/i.test(answer.trim());
    },
  };
}

function liveStep(text: string, paint: Paint): TerminalStep {
  const spinner: Ora = ora({ text, stream: process.stderr, discardStdin: false }).start();
  return {
    update: (next) => void (spinner.text = next),
    succeed: (end) => void spinner.stopAndPersist({ symbol: paint.green('✔'), text: end }),
    fail: (end) => void spinner.stopAndPersist({ symbol: paint.red('✖'), text: end }),
  };
}

function plainStep(say: (text: string) => void, paint: Paint): TerminalStep {
  return {
    update: () => {},
    succeed: (end) => say(`${paint.green('✔')} ${end}`),
    fail: (end) => say(`${paint.red('✖')} ${end}`),
  };
}

function paintFor(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): Paint {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const wanted = !env['NO_COLOR'] && (forced || (stream.isTTY && env['TERM'] !== 'dumb'));
  return wanted ? new Chalk({ level: Math.max(1, chalk.level) as 1 | 2 | 3 }) : new Chalk({ level: 0 });
}
