import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNearest } from '../../src/config/nearest.ts';

test.each([
  ['regoin', ['region', 'name'], 'region'],
  ['post', ['posts', 'pages'], 'posts'],
  ['Posts', ['posts', 'post'], 'posts'],
  ['idnex', ['show', 'index'], 'index'],
  ['a', ['b'], 'b'],
  ['xyz', ['api', 'name'], undefined],
  ['', [], undefined],
])('%s among %j is %s', (word, candidates, nearest) => {
  expect(findNearest(word, candidates)).toBe(nearest);
});

test('a word that is there is its own nearest', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), fc.nat(), (words, at) => {
      const word = words[at % words.length] ?? '';
      expect(findNearest(word, words)).toBe(word);
    }),
  );
});
