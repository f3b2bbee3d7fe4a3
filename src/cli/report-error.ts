import { AwsError } from '../aws/aws-error.ts';
import { InputError, type Problem } from '../problem.ts';
import { describeAwsError } from '../report/format-aws-error.ts';
import { formatProblems } from '../report/format-problems.ts';
import { openTerminal } from '../ui/terminal.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A command ends here when it cannot go on: a problem for the person, an exit code for the script. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  readonly problems: readonly Problem[];

  constructor(
    problem: Problem | readonly Problem[],
    readonly exitCode: ExitCode,
  ) {
    const problems = Array.isArray(problem) ? (problem as readonly Problem[]) : [problem as Problem];
    super(problems.map(({ message }) => message).join('\n'));
    this.problems = problems;
  }
}

/** Prints what went wrong and returns the exit code that says so. */
export function reportError(error: unknown, env: Readonly<Record<string, string | undefined>>): ExitCode {
  const terminal = openTerminal(env);
  const { problems, exitCode } = describeError(error, env);
  const hasBegun = exitCode === exitCodes.failed;
  terminal.say(formatProblems(problems, terminal.paint, ...(hasBegun ? [''] : [])));
  if ((exitCode === exitCodes.internal && !isFileError(error)) || env['JETS_DEBUG']) {
    terminal.say(`\n${terminal.paint.dim(error instanceof Error ? (error.stack ?? '') : String(error))}`);
  }
  return exitCode;
}

/** The same, as a value: what `--json` prints. */
export function describeError(
  error: unknown,
  env: Readonly<Record<string, string | undefined>>,
): { readonly problems: readonly Problem[]; readonly exitCode: ExitCode } {
  if (error instanceof InputError) return { problems: error.problems, exitCode: exitCodes.input };
  if (error instanceof CommandError) return { problems: error.problems, exitCode: error.exitCode };
  if (error instanceof AwsError) {
    return { problems: [describeAwsError(error, env['AWS_ENDPOINT_URL'])], exitCode: exitCodes.aws };
  }
  if (isFileError(error)) return { problems: [describeFileError(error)], exitCode: exitCodes.internal };
  const message = error instanceof Error ? error.message : String(error);
  return {
    problems: [
      {
        message: `jets itself failed: ${message}`,
        fix: 'Please report this with the command you ran and the lines below.',
      },
    ],
    exitCode: exitCodes.internal,
  };
}

type FileError = Error & { readonly code: string; readonly syscall: string; readonly path?: string };

/** Something on this machine's disk that cannot be read or written: no fault of jets. */
function isFileError(error: unknown): error is FileError {
  const codes = /^(EACCES|EPERM|EROFS|ENOSPC|EDQUOT|EISDIR|ENOTDIR|EMFILE|ENAMETOOLONG|EBUSY|ELOOP|EIO)$/;
  return error instanceof Error && 'syscall' in error && 'code' in error && codes.test(String(error.code));
}

/** Node writes `EACCES: permission denied, mkdir '/blog'`. */
function describeFileError({ code, message, path }: FileError): Problem {
  const reason = message.replace(/^E[A-Z]+: /, '').replace(/, \w+(?: '.*)?$/, '');
  return {
    message: `${path ?? 'A file'} cannot be used: ${reason}`,
    why: message,
    fix:
      code === 'ENOSPC'
        ? 'Make room on the disk.'
        : 'Correct it, or its permissions, then run the same command again.',
  };
}
