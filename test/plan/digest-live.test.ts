import { expect, it } from 'vitest';

import { digestLive } from '../../src/plan/digest-live.ts';
import { deployed } from './live-app.ts';

const { live, details } = deployed({ routes: ['GET /posts posts#index'] });
const digest = (...mappings: [basePath: string, restApiId: string][]) =>
  digestLive(
    {
      ...live,
      domain: {
        name: 'api.example.com',
        mappings: mappings.map(([basePath, restApiId]) => ({ basePath, restApiId, stage: 'dev' })),
      },
    },
    details,
  );

it('another app that switches its own mapping of a shared domain does not count as a change', () => {
  expect(digest(['blog', 'api0'], ['shop', 'x1'])).toBe(digest(['blog', 'api0'], ['shop', 'x2']));
});

it.each<[string, [string, string][]]>([
  ['points elsewhere', [['blog', 'x1']]],
  ['is gone', []],
  [
    'is joined by another',
    [
      ['blog', 'api0'],
      ['shop', 'x1'],
    ],
  ],
])('a mapping that %s does', (_, mappings) => {
  expect(digest(...mappings)).not.toBe(digest(['blog', 'api0']));
});
