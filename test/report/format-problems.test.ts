import { describe, expect, it } from 'vitest';

import { formatProblems } from '../../src/report/format-problems.ts';

const plain = (text: string) => text;
const paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };

describe('formatProblems', () => {
  it('says what, where, why and what to do', () => {
    const text = formatProblems(
      [
        {
          message: 'Two routes for GET /posts',
          file: 'config/routes.ts',
          line: 5,
          path: 'GET posts',
          why: 'API Gateway has one method for each verb and path.',
          fix: 'Remove one of them.',
        },
      ],
      paint,
    );
    expect(text).toMatchInlineSnapshot(`
      "✖ Two routes for GET /posts
          config/routes.ts:5  GET posts
          API Gateway has one method for each verb and path.
          → Remove one of them."
    `);
  });

  it('counts them when there are several', () => {
    const text = formatProblems([{ message: 'One' }, { message: 'Two' }], paint);
    expect(text).toMatchInlineSnapshot(`
      "✖ One

      ✖ Two

      2 problems. Nothing was uploaded or changed."
    `);
  });

  it('does not say what is not so after something was begun', () => {
    expect(formatProblems([{ message: 'One' }, { message: 'Two' }], paint, '')).toBe('✖ One\n\n✖ Two');
  });
});
