import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  methodLogicalId,
  pageLogicalId,
  parsePageLogicalId,
  resourceLogicalId,
} from '../../src/templates/logical-ids.ts';

describe('logical ids', () => {
  it('stay as they are from one release of jets to the next, because a change would collide with what is live', () => {
    expect(resourceLogicalId('/posts/{id}')).toBe('PostsIdResource1fd79248d26b');
    expect(methodLogicalId('GET', '/posts/{id}')).toBe('PostsIdGet5f2270665ca7');
  });

  it('keep paths apart that read alike', () => {
    const paths = ['/posts/{id}', '/posts/id', '/posts-id', '/posts_id', '/posts/{id+}', '/Posts/{id}'];
    expect(new Set(paths.map(resourceLogicalId)).size).toBe(paths.length);
  });

  it('are letters and digits, 255 at most, different for different paths and verbs', () => {
    const path = fc
      .array(fc.string({ minLength: 1, maxLength: 60 }), { maxLength: 8 })
      .map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(path, path, (one, other) => {
        const ids = [resourceLogicalId(one), methodLogicalId('GET', one), methodLogicalId('ANY', one)];
        for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{1,255}$/);
        expect(new Set(ids).size).toBe(3);
        expect(resourceLogicalId(one) === resourceLogicalId(other)).toBe(one === other);
      }),
    );
  });

  it('of pages can be read back', () => {
    for (const [generation, page] of [
      [0, 1],
      [0, 12],
      [3, 4],
    ] as const) {
      expect(parsePageLogicalId(pageLogicalId(generation, page))).toEqual({ generation, page });
    }
    for (const id of ['RestApi', 'RestApiPage', 'RestApi0Page1', 'RestApiPage01', 'PostsPage1']) {
      expect(parsePageLogicalId(id)).toBeUndefined();
    }
  });
});
