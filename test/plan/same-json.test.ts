import { describe, expect, it } from 'vitest';

import { isSameJson } from '../../src/plan/same-json.ts';

describe('isSameJson', () => {
  it.each([
    [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
    [[1, 2], [2, 1], false],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [{ a: undefined }, { b: undefined }, false],
    [[], {}, false],
    [null, {}, false],
    [null, null, true],
    ['1', 1, false],
  ])('compares %j with %j as %j', (one, other, same) => {
    expect(isSameJson(one, other)).toBe(same);
  });
});
