import type { Plan } from '../plan/plan.ts';
import { exitCodes } from './exit-codes.ts';
import { isSet } from './read-choices.ts';
import { CommandError } from './report-error.ts';
import type { Session } from './session.ts';

/**
 * Has a replacement that nobody asked for confirmed: by `--yes`, by JETS_API_AUTO_REPLACE=1, or by an answer on the
 * terminal. Throws CommandError when it is refused, declined, or cannot be asked.
 */
export async function approvePlan(
  { approval, endpoint, strategy }: Plan,
  { yes = false, json = false }: { readonly yes?: boolean; readonly json?: boolean },
  { terminal, env }: Session,
): Promise<void> {
  if (!approval) return;
  const message = 'The deploy needs a new Rest API, and nothing was changed';
  // A person has just read the reasons.
  const reasons = json ? strategy.reasons.map((reason) => reason.message) : [];
  if (approval.kind === 'refused') {
    throw new CommandError(
      {
        message,
        why: [...reasons, 'api.autoReplace is false in jets.config.ts, so it is not replaced.'].join('\n'),
        fix: 'To replace it this once: JETS_API_REPLACE=1 jets deploy',
      },
      exitCodes.approval,
    );
  }
  if (yes || isSet(env['JETS_API_AUTO_REPLACE'])) return;
  if (!terminal.interactive) {
    throw new CommandError(
      {
        message,
        why: [
          ...reasons,
          'Its endpoint will be another one, and there is no terminal to ask on whether that is all right.',
        ].join('\n'),
        fix: 'To approve it this once: jets deploy --yes (or JETS_API_AUTO_REPLACE=1)\nTo approve it always: api: { autoReplace: true } in jets.config.ts',
      },
      exitCodes.approval,
    );
  }
  const question = endpoint.current
    ? `Replace the Rest API, so that ${terminal.paint.bold(endpoint.current)} is gone and a new endpoint takes its place?`
    : 'Replace the Rest API?';
  if (await terminal.confirm(question)) return;
  throw new CommandError(
    { message: 'Nothing was changed', fix: 'To keep the Rest API, see above what would avoid a new one.' },
    exitCodes.declined,
  );
}
