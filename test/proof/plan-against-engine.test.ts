import { describe, expect, it } from 'vitest';

import { formatComparison } from './compare-tools.ts';
import { describePair } from './describe-pair.ts';
import { type Failure, type ProofOptions, provePairs } from './prove-pairs.ts';

/** Set by `npm run prove`, which draws many more pairs and prints what they show. */
const asked = process.env['JETS_PROVE_PAIRS'];
const count = Number(asked ?? 500);
const seed = Number(process.env['JETS_PROVE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const path = process.env['JETS_PROVE_PATH'];
const drawing = {
  damage: process.env['JETS_PROVE_DAMAGE'] !== '0',
  leftMappings: process.env['JETS_PROVE_LEFT_MAPPINGS'] === '1',
};
/** A path leads to the same pair only among pairs that are drawn alike. */
const switches = Object.entries(process.env).flatMap(([name, value]) =>
  /^JETS_PROVE_(DAMAGE|LEFT_MAPPINGS)$/.test(name) ? [`${name}=${value}`] : [],
);

describe('the planner against the engine', () => {
  it(
    'never starts what CloudFormation rolls back, replaces only what cannot be changed in place, and serves every route',
    async () => {
      print(`${count} pairs, seed ${seed}`);
      const began = performance.now();
      const proven = await prove({
        count,
        path,
        asks: false,
        onProven: (done) => {
          if (done % 500 === 0) print(`${done} pairs in ${seconds(began)} s`);
        },
      });
      print(`${formatComparison({ proven })}\n\n${proven.length} pairs, seed ${seed}, ${seconds(began)} s`);
    },
    // Some 100 ms a pair.
    60_000 + count * 1_000,
  );

  it('answers every route with the newest code of its controller', async () => {
    await prove({ count: 10, asks: true });
  });
});

async function prove(options: Pick<ProofOptions, 'count' | 'path' | 'asks' | 'onProven'>) {
  const { proven, failure } = await provePairs({ ...options, ...drawing, seed });
  if (failure) expect.fail(describeFailure(failure));
  return proven;
}

function print(text: string): void {
  if (asked !== undefined) process.stdout.write(`${text}\n`);
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1_000);
}

function describeFailure({ pair, error, path: failedPath, drawn }: Failure): string {
  return [
    error instanceof Error ? (error.name === 'BrokenPromise' ? error.message : error.stack) : String(error),
    describePair(pair),
    `Pair ${drawn} of seed ${seed}. To see it again:`,
    [...switches, `JETS_PROVE_SEED=${seed}`, `JETS_PROVE_PATH=${failedPath}`, 'npm run prove'].join(' '),
  ].join('\n');
}
