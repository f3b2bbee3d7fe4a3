import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildTemplates } from '../../src/templates/build-templates.ts';
import { buildSketch } from './app-sketch.ts';
import { drawPairs } from './draw-pairs.ts';

const pairs = drawPairs({ damage: true, leftMappings: true });

describe('drawn pairs', () => {
  it('are sound apps with sound templates, whatever was changed in them', () => {
    fc.assert(
      fc.property(pairs, ({ earlier, before, after }) => {
        for (const sketch of [before, after, ...(earlier ? [earlier] : [])]) {
          expect(buildTemplates(buildSketch(sketch, 'demo'))).toMatchObject({ ok: true });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('hold the things that collide, and hold them often', () => {
    const drawn = fc.sample(pairs, 400);
    const share = (holds: (pair: (typeof drawn)[number]) => boolean) => drawn.filter(holds).length / 400;
    const paths = ({ after }: (typeof drawn)[number]) => after.routes.map(({ path }) => path);
    expect(share((pair) => paths(pair).some((path) => path.includes(':')))).toBeGreaterThan(0.4);
    expect(share((pair) => paths(pair).some((path) => path.includes('*')))).toBeGreaterThan(0.1);
    expect(share((pair) => paths(pair).some((path) => path.split('/').length > 2))).toBeGreaterThan(0.2);
    expect(share(({ handMade }) => handMade.length > 0)).toBeGreaterThan(0.15);
    expect(share(({ before, after }) => before.grouping !== after.grouping)).toBeGreaterThan(0.05);
  });
});
