import { describe, expect, it } from 'vitest';

import { inParallel } from '../../src/live/in-parallel.ts';

/** Reads that end when they are told to. */
function controlledReads() {
  const under = new Map<number, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  const begun: number[] = [];
  const read = (item: number) =>
    new Promise<string>((resolve, reject) => {
      begun.push(item);
      under.set(item, { resolve, reject });
    });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { under, begun, read, turn };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('inParallel', () => {
  it('gives results in the order of the items, whichever ends first', async () => {
    const { under, read } = controlledReads();
    const results = inParallel([0, 1, 2], read);
    for (const item of [2, 0, 1]) under.get(item)?.resolve(`read ${item}`);
    expect(await results).toEqual(['read 0', 'read 1', 'read 2']);
  });

  it('has eight under way at most, and begins the next when one ends', async () => {
    const { under, begun, read, turn } = controlledReads();
    const results = inParallel(numbers(20), read);
    expect(begun).toEqual(numbers(8));
    under.get(5)?.resolve('');
    await turn();
    expect(begun).toEqual(numbers(9));
    for (const item of numbers(20)) {
      await turn();
      under.get(item)?.resolve('');
    }
    expect(await results).toHaveLength(20);
  });

  it('begins nothing more after a failure, and throws it when the others have ended', async () => {
    const { under, begun, read, turn } = controlledReads();
    let ended = false;
    const results = inParallel(numbers(20), read).finally(() => (ended = true));
    results.catch(() => {});
    under.get(3)?.reject(new Error('denied'));
    await turn();
    expect({ begun, ended }).toEqual({ begun: numbers(8), ended: false });
    for (const { resolve } of under.values()) resolve('');
    await expect(results).rejects.toThrow('denied');
    expect(begun).toEqual(numbers(8));
  });

  it('of nothing gives nothing', async () => {
    expect(await inParallel([], () => Promise.reject(new Error('not called')))).toEqual([]);
  });
});
