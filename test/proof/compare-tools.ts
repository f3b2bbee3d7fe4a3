import type { Pair } from './draw-pairs.ts';
import type { Proof } from './prove-pairs.ts';
import { replacesAsIntended, replacesAsReleased } from './ruby-jets-5.ts';

/** How often a tool replaced although an update in place gets through, and did not although none does. */
interface Errors {
  needless: number;
  missed: number;
}

interface Row {
  pairs: number;
  /** A plain update in place fails. */
  failed: number;
  readonly rubyJets5: Errors;
  readonly rubyJets5AsIntended: Errors;
  readonly jets: Errors;
}

/**
 * Table of what different tools do with the same pairs, by kind of change, in Markdown. Left out are pairs whose deploy was
 * told to replace something, because every tool does as it is told, and those in which a deploy was killed before.
 */
export function formatComparison({ proven }: Pick<Proof, 'proven'>): string {
  const rows = new Map<string, Row>();
  const total = emptyRow();
  for (const { pair, result } of proven) {
    if (pair.asked.replaceApi || pair.asked.reset || pair.stopAfter !== undefined) continue;
    const kind = result.byHand.length > 0 ? 'anything, after changes in the console' : nameKind(pair);
    const row = rows.get(kind) ?? emptyRow();
    rows.set(kind, row);
    for (const counts of [row, total]) count(counts, result);
  }
  const byName = [...rows].sort(([one], [other]) => (one < other ? -1 : 1));
  const byFailures = byName.toSorted(([, one], [, other]) => share(other) - share(one));
  return [
    '| change between two deploys | pairs | a plain update fails | Ruby Jets 5: needless | missed | with its check of targets: needless | missed | jets: needless | missed |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...byFailures.map(([kind, row]) => formatRow(kind, row)),
    formatRow('**all**', total),
  ].join('\n');
}

function emptyRow(): Row {
  const none = (): Errors => ({ needless: 0, missed: 0 });
  return { pairs: 0, failed: 0, rubyJets5: none(), rubyJets5AsIntended: none(), jets: none() };
}

/** By what really differs: renaming a variable of an app that has none changes nothing. */
function nameKind({ before, after, changes }: Pair): string {
  if (!changes) return 'another app of that name';
  const [first, ...others] = changes;
  if (!first || JSON.stringify(before) === JSON.stringify(after)) return 'nothing';
  return others.length > 0 ? 'two to four changes' : first.kind;
}

function count(row: Row, { plainFails, rubyJets5, strategy }: Proof['proven'][number]['result']): void {
  const judge = (errors: Errors, replaces: boolean) => {
    errors.needless += Number(replaces && !plainFails);
    errors.missed += Number(!replaces && plainFails);
  };
  row.pairs += 1;
  row.failed += Number(plainFails);
  judge(row.rubyJets5, replacesAsReleased(rubyJets5));
  judge(row.rubyJets5AsIntended, replacesAsIntended(rubyJets5));
  judge(row.jets, !/^(none|in-place)$/.test(strategy));
}

function share({ failed, pairs }: Row): number {
  return pairs === 0 ? 0 : failed / pairs;
}

function formatRow(kind: string, row: Row): string {
  const tools = [row.rubyJets5, row.rubyJets5AsIntended, row.jets];
  const errors = tools.flatMap(({ needless, missed }) => [needless, missed]);
  return `| ${[kind, row.pairs, `${row.failed} (${Math.round(100 * share(row))} %)`, ...errors].join(' | ')} |`;
}
