import { join } from 'node:path';

import { writeStarter } from '../../starter/write-starter.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Session } from '../session.ts';

/** Writes a starter app and says what to do with it. */
export async function createApp(name: string, { root, terminal }: Session): Promise<ExitCode> {
  const files = await writeStarter({ dir: join(root, name), name });
  const { bold, dim, green } = terminal.paint;
  terminal.say(`${green('✔')} Wrote ${files.length} files to ${bold(`${name}/`)}`);
  terminal.say(files.map((file) => dim(`    ${file}`)).join('\n'));
  terminal.say(`
Next:
  cd ${name}
  npm install               ${dim('jets, types for your editor, the test runner')}
  npx jets deploy --local   ${dim('on the embedded AWS, no account needed')}
  npx jets deploy           ${dim('on your AWS account')}`);
  return exitCodes.done;
}
