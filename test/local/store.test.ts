import { appendFileSync, copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore, type OpenStore } from '../../src/local/store.ts';
import { makeTemporaryFolder } from './start-for-test.ts';

const journal = (dir: string): string => join(dir, 'journal.jsonl');

it('keeps records in the order they were first put, over a restart', async () => {
  const dir = makeTemporaryFolder();
  const store = await openStore(dir);
  const things = store.collection<{ n: number }>('test.things');
  things.put('b', { n: 1 });
  things.put('a', { n: 2 });
  things.put('c', { n: 3 });
  things.put('b', { n: 4 });
  expect(things.remove('c')).toBe(true);
  expect(things.remove('c')).toBe(false);
  await store.close();

  const reopened = await openStore(dir);
  const kept = reopened.collection<{ n: number }>('test.things');
  expect([...kept.entries()]).toEqual([
    ['b', { n: 4 }],
    ['a', { n: 2 }],
  ]);
  expect([kept.size, kept.has('a'), kept.has('c')]).toEqual([2, true, false]);
  await reopened.close();
});

it('has everything on disk after a flush, without being closed', async () => {
  const dir = makeTemporaryFolder();
  const store = await openStore(dir);
  store.collection<string>('test.things').put('a', 'x'.repeat(3_000_000));
  await store.flush();
  const copy = makeTemporaryFolder();
  writeFileSync(journal(copy), readFileSync(journal(dir)));
  const other = await openStore(copy);
  expect(other.collection<string>('test.things').get('a')).toHaveLength(3_000_000);
  await other.close();
  await store.close();
});

it('writes by itself before the next tick is over', async () => {
  const dir = makeTemporaryFolder();
  const store = await openStore(dir);
  store.collection<number>('test.things').put('a', 1);
  expect(readFileSync(journal(dir), 'utf8')).toBe('');
  await new Promise(setImmediate);
  expect(readFileSync(journal(dir), 'utf8')).toBe('["test.things","a",1]\n');
  await store.close();
});

it('drops a torn last line and goes on', async () => {
  const dir = makeTemporaryFolder();
  appendFileSync(journal(dir), '["test.things","a",1]\n["test.things","b",{"text":"caf');
  const store = await openStore(dir);
  const things = store.collection<unknown>('test.things');
  expect([...things.entries()]).toEqual([['a', 1]]);
  things.put('b', 2);
  await store.close();
  expect(readFileSync(journal(dir), 'utf8')).toBe('["test.things","a",1]\n["test.things","b",2]\n');
});

it('refuses a journal that is damaged before its end', async () => {
  const dir = makeTemporaryFolder();
  appendFileSync(journal(dir), '["test.things","a",1]\n?\n["test.things","b",2]\n');
  await expect(openStore(dir)).rejects.toThrow(/damaged/);
});

it('compacts a journal of mostly dead lines on opening', async () => {
  const dir = makeTemporaryFolder();
  const store = await openStore(dir);
  const things = store.collection<number>('test.things');
  for (let round = 0; round < 1000; round++) things.put('a', round);
  await store.close();
  expect(readFileSync(journal(dir), 'utf8').split('\n')).toHaveLength(1001);
  await (await openStore(dir)).close();
  expect(readFileSync(journal(dir), 'utf8')).toBe('["test.things","a",999]\n');
});

describe('compacting while it runs', () => {
  let count = 0;
  /** Grows the journal far beyond what is live, `rounds` lines of 1 KB at a time. */
  async function churn(store: OpenStore, rounds: number): Promise<void> {
    const things = store.collection<string>('test.things');
    for (let round = 0; round < rounds; round += 1) {
      things.put(`key ${round % 10}`, `${round} ${'x'.repeat(1000)}`);
      // Put once, so that no later line makes up for a lost one.
      things.put(`once ${(count += 1)}`, '0');
      things.remove(`once ${count - 30}`);
      await new Promise(setImmediate);
    }
  }
  const valuesOf = (store: OpenStore) =>
    [...store.collection<string>('test.things').entries()].map(
      ([key, value]) => `${key}: ${parseInt(value)}`,
    );

  it('keeps the journal within bounds and loses nothing, whenever the process is killed', async () => {
    const dir = makeTemporaryFolder();
    const store = await openStore(dir, { slack: 50_000 });
    let largest = 0;
    for (let round = 0; round < 40; round += 1) {
      await churn(store, 25);
      store.collection<number>('test.rounds').put('last', round);
      await store.flush();
      largest = Math.max(largest, statSync(journal(dir)).size);
      // What a process that is killed now leaves behind.
      const copy = makeTemporaryFolder();
      for (const name of readdirSync(dir)) copyFileSync(join(dir, name), join(copy, name));
      const revived = await openStore(copy);
      expect(revived.collection<number>('test.rounds').get('last')).toBe(round);
      expect(valuesOf(revived)).toEqual(valuesOf(store));
      await revived.close();
    }
    expect(largest).toBeLessThan(200_000);
    await store.close();
    expect(readdirSync(dir)).toEqual(['journal.jsonl']);
  });

  it('is given up when the store is closed', async () => {
    const dir = makeTemporaryFolder();
    const store = await openStore(dir, { slack: 10_000 });
    const things = store.collection<string>('test.things');
    for (let round = 0; round < 2000; round += 1) things.put(`key ${round}`, 'x'.repeat(100));
    await store.flush();
    expect(readdirSync(dir)).toContain('journal.jsonl');
    await store.close();
    expect(readdirSync(dir)).toEqual(['journal.jsonl']);
    const again = await openStore(dir);
    expect(again.collection('test.things').size).toBe(2000);
    await again.close();
  });
});
