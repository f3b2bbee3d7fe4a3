import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCache } from '../../src/bundle/build-cache.ts';
import { makeFolder, writeFiles } from './app-folder.ts';

async function open(root: string) {
  return openCache<string>({ root, file: join(root, '.jets/cache.json') });
}

/** Records one value made from `a.txt` and saves it. */
async function recordOne(root: string): Promise<void> {
  const cache = await open(root);
  await cache.beginBuild();
  cache.record('key', 'value', [join(root, 'a.txt')]);
  await cache.save(10);
}

test('a record is found as long as its inputs have the content they had', async () => {
  const root = await makeFolder({ 'a.txt': 'a' });
  await recordOne(root);
  expect((await open(root)).find('key')).toBe('value');
  await writeFiles(root, { 'a.txt': 'b' });
  expect((await open(root)).find('key')).toBeUndefined();
  await writeFiles(root, { 'a.txt': 'a' });
  expect((await open(root)).find('key')).toBe('value');
});

test('an input that was missing and appears makes a record void', async () => {
  const root = await makeFolder();
  await recordOne(root);
  expect((await open(root)).find('key')).toBe('value');
  await writeFiles(root, { 'a.txt': '' });
  expect((await open(root)).find('key')).toBeUndefined();
});

test('a folder can be moved with its cache', async () => {
  const root = await makeFolder();
  await writeFiles(join(root, 'here'), { 'a.txt': 'a' });
  await recordOne(join(root, 'here'));
  await rename(join(root, 'here'), join(root, 'there'));
  expect((await open(join(root, 'there'))).find('key')).toBe('value');
});

test('nothing is recorded when an input changes while the result is made', async () => {
  const root = await makeFolder({ 'a.txt': 'a' });
  const file = join(root, 'a.txt');
  const cache = await open(root);
  const start = await cache.beginBuild();
  // Clocks of file systems tick every few milliseconds.
  while ((await stat(file, { bigint: true })).ctimeNs <= start) await writeFile(file, 'b');
  cache.record('key', 'value', [file]);
  expect(cache.find('key')).toBeUndefined();
});

test('records that were used last are kept', async () => {
  const root = await makeFolder({ 'a.txt': 'a' });
  const cache = await open(root);
  await cache.beginBuild();
  for (const name of ['one', 'two', 'three']) cache.record(name, name, [join(root, 'a.txt')]);
  cache.find('one');
  expect(await cache.save(2)).toEqual(['three', 'one']);
  const again = await open(root);
  expect(['one', 'two', 'three'].map((name) => again.find(name))).toEqual(['one', undefined, 'three']);
});

test('a cache file that is broken counts as empty', async () => {
  const root = await makeFolder({ 'a.txt': 'a', '.jets/cache.json': '{ "format": 1, "files"' });
  expect((await open(root)).find('key')).toBeUndefined();
  await recordOne(root);
  expect((await open(root)).find('key')).toBe('value');
});

test('keys are not readable in the cache file', async () => {
  const root = await makeFolder({ 'a.txt': 'a' });
  const cache = await open(root);
  await cache.beginBuild();
  cache.record('password=secret', 'value', []);
  await cache.save(10);
  expect(await readFile(join(root, '.jets/cache.json'), 'utf8')).not.toContain('secret');
});
