import { AlreadyRunningError, runForeground, type RunOptions } from '../../local/run.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandError } from '../report-error.ts';

/** As runForeground; a port or a folder that somebody else has is a problem for the person. Throws CommandError. */
export async function runLocalForeground(options: RunOptions): Promise<void> {
  try {
    await runForeground(options);
  } catch (error) {
    if (error instanceof AlreadyRunningError) {
      throw new CommandError(
        {
          message: error.message,
          fix: 'End that one with jets local stop, or choose another folder with --dir.',
        },
        exitCodes.failed,
      );
    }
    if (isPortProblem(error)) {
      throw new CommandError(
        {
          message: `Port ${options.port ?? ''} cannot be had (${error.code})`,
          fix: 'Choose another with --port or JETS_LOCAL_PORT, or leave both out for the next free one.',
        },
        exitCodes.failed,
      );
    }
    throw error;
  }
}

function isPortProblem(error: unknown): error is NodeJS.ErrnoException {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === 'listen' && (code === 'EADDRINUSE' || code === 'EACCES');
}
