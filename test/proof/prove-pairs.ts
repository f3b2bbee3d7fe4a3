import * as fc from 'fast-check';

import { type DrawOptions, drawPairs, type Pair } from './draw-pairs.ts';
import { type EngineHandle, openEngine } from './engine.ts';
import { type ProvenPair, provePair } from './prove-pair.ts';
import type { Site } from './site.ts';

export interface Proof {
  /** In the order in which they were drawn; up to the first that failed. */
  readonly proven: readonly { readonly pair: Pair; readonly result: ProvenPair }[];
  readonly failure?: Failure;
}

export interface Failure {
  /** The smallest pair that was found to fail. */
  readonly pair: Pair;
  readonly error: unknown;
  /** With the seed: what `fc.check` takes to draw this very pair again. */
  readonly path: string;
  /** Pairs that were drawn until the first failed, itself included. */
  readonly drawn: number;
}

export interface ProofOptions extends DrawOptions, Pick<Site, 'asks'> {
  readonly count: number;
  readonly seed: number;
  /** Of an earlier {@link Failure}: begins with that pair. */
  readonly path?: string | undefined;
  /** Called after each pair that holds, with their number. */
  readonly onProven?: (count: number) => void;
}

/** Records of so many pairs are kept in one embedded AWS before the next one is opened. */
const pairsPerEngine = 50;

/** Draws pairs and proves each. The same seed draws the same pairs. */
export async function provePairs({
  count,
  seed,
  path,
  asks,
  onProven,
  ...drawing
}: ProofOptions): Promise<Proof> {
  const proven: { pair: Pair; result: ProvenPair }[] = [];
  const bucket = 'artifacts';
  let engine: EngineHandle | undefined;
  let tried = 0;
  const open = async (): Promise<EngineHandle> => {
    if (engine && tried % pairsPerEngine !== 0) return engine;
    await engine?.close();
    engine = await openEngine();
    await engine.call('s3', 'CreateBucket', { Bucket: bucket });
    return engine;
  };
  const property = fc.asyncProperty(drawPairs(drawing), async (pair) => {
    const handle = await open();
    tried += 1;
    // Each pair has names of its own, so that none meets what another left.
    const result = await provePair({ engine: handle, bucket, asks }, pair, `p${tried}`);
    proven.push({ pair, result });
    onProven?.(proven.length);
  });
  try {
    const checked = await fc.check(property, { numRuns: count, seed, ...(path ? { path } : {}) });
    if (!checked.failed) return { proven };
    const [pair] = checked.counterexample ?? [];
    if (!pair) throw checked.errorInstance;
    const failure = {
      pair,
      error: checked.errorInstance,
      path: checked.counterexamplePath ?? '',
      drawn: checked.numRuns,
    };
    return { proven, failure };
  } finally {
    await engine?.close();
  }
}
