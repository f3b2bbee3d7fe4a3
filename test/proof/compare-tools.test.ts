import { expect, it } from 'vitest';

import type { AppSketch } from './app-sketch.ts';
import { formatComparison } from './compare-tools.ts';
import type { Pair } from './draw-pairs.ts';
import type { ProvenPair } from './prove-pair.ts';

const before: AppSketch = {
  routes: [],
  grouping: 'one_lambda_per_controller',
  binaryMediaTypes: [],
  cors: false,
  authorizationType: 'NONE',
  apiKeyRequired: false,
  memorySize: 512,
  code: { posts: 0, pages: 0 },
  job: true,
  domain: false,
};

const pair: Pair = {
  before,
  after: { ...before, cors: true },
  changes: [{ kind: 'turn CORS on or off' }],
  handMade: [],
  asked: { replaceApi: false, reset: false },
};

const result: ProvenPair = {
  strategy: 'in-place',
  plainFails: false,
  plainFaults: [],
  byHand: [],
  rubyJets5: { mediaTypes: false, variable: false, target: false },
};

it('counts for each tool what it replaces needlessly and what it misses', () => {
  const table = formatComparison({
    proven: [
      { pair, result },
      { pair, result: { ...result, rubyJets5: { ...result.rubyJets5, target: true } } },
      { pair, result: { ...result, rubyJets5: { ...result.rubyJets5, variable: true } } },
      { pair, result: { ...result, strategy: 'replace-api', plainFails: true } },
      { pair: { ...pair, after: before }, result: { ...result, strategy: 'none' } },
      { pair: { ...pair, asked: { replaceApi: true, reset: false } }, result },
    ],
  });
  expect(table.split('\n').slice(2)).toEqual([
    '| turn CORS on or off | 4 | 1 (25 %) | 1 | 1 | 2 | 1 | 0 | 0 |',
    '| nothing | 1 | 0 (0 %) | 0 | 0 | 0 | 0 | 0 | 0 |',
    '| **all** | 5 | 1 (20 %) | 1 | 1 | 2 | 1 | 0 | 0 |',
  ]);
});

it('shows when jets itself is wrong', () => {
  const table = formatComparison({ proven: [{ pair, result: { ...result, strategy: 'replace-api' } }] });
  expect(table.split('\n').at(-1)).toBe('| **all** | 1 | 0 (0 %) | 0 | 0 | 0 | 0 | 1 | 0 |');
});
