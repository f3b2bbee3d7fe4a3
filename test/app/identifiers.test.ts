import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildLogicalId } from '../../src/app/logical-id.ts';
import { buildStageVariable } from '../../src/app/stage-variable.ts';

/** Keys that differ as little as keys can: in separators, case, and words that identifiers have of their own. */
const functionKeys = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'A', '1', '_', '-', '/', '.'), minLength: 1 }),
  fc
    .array(
      fc.constantFrom(
        'posts',
        'Posts',
        'controller',
        'job',
        'role',
        'a',
        'deadbeef',
        '0123abcd',
        '_',
        '-',
        '__',
        '',
        '_controller',
        '_job',
      ),
    )
    .map((words) => words.join(''))
    .filter((key) => key !== ''),
  fc
    .tuple(
      fc.array(fc.constantFrom('posts', 'admin', 'v2', 'a_b'), { minLength: 1 }),
      fc.constantFrom('', '-index', '-show_all', '-showAll'),
    )
    .map(([path, action]) => `${path.join('-')}_controller${action}`),
);

describe('logical id', () => {
  test.each([
    ['controller', 'Controller'],
    ['posts_controller', 'PostsController'],
    ['blog_posts_controller', 'BlogPostsController'],
    ['posts_controller-index', 'PostsControllerIndex'],
    ['posts_controller-showAll', 'PostsControllerShowAll'],
    ['posts_controller-login', 'PostsControllerLogin'],
    ['clean_job-run', 'CleanJobRun'],
  ])('%s is %s', (key, logicalId) => {
    expect(buildLogicalId(key)).toBe(logicalId);
  });

  test.each([
    ['admin-posts_controller', /^AdminPostsController[0-9a-f]{8}$/],
    ['posts_controller-show_all', /^PostsControllerShowAll[0-9a-f]{8}$/],
    ['posts_controller-role', /^PostsControllerRole[0-9a-f]{8}$/],
    ['Posts_controller', /^PostsController[0-9a-f]{8}$/],
  ])('%s gets a digest, because another key reads the same', (key, pattern) => {
    expect(buildLogicalId(key)).toMatch(pattern);
  });

  test('two keys never have one logical id', () => {
    fc.assert(
      fc.property(functionKeys, functionKeys, (one, other) => {
        expect(buildLogicalId(one) === buildLogicalId(other)).toBe(one === other);
      }),
      { numRuns: 3_000 },
    );
  });

  test('what is appended to one never gives another', () => {
    const suffixes = fc.constantFrom(
      'Role',
      'LogGroup',
      'Version0123abcd',
      'Version0123456789ab',
      'Rule',
      'Permission',
      'Alias',
    );
    const exportNames = fc.array(
      fc.constantFrom('role', 'Role', 'LogGroup', 'Version', '0123abcd', 'Rule', 'index', 'Alias'),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(exportNames, exportNames, suffixes, (one, other, suffix) => {
        const [first, second] = [`a_controller-${one.join('')}`, `a_controller-${other.join('')}`];
        expect(buildLogicalId(first) + suffix).not.toBe(buildLogicalId(second));
      }),
      { numRuns: 3_000 },
    );
  });

  test('a key that ends like the digest of another is told from it', () => {
    const digested = buildLogicalId('posts_controller-show_all');
    const imitation = `posts_controller-showAll${digested.slice(-8)}`;
    expect(buildLogicalId(imitation)).not.toBe(digested);
  });

  test('is letters and digits', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        expect(buildLogicalId(key)).toMatch(/^[A-Za-z0-9]+$/);
      }),
    );
  });
});

describe('stage variable', () => {
  test.each([
    ['posts_controller', 'posts_controller'],
    ['admin-posts_controller', 'admin__posts_controller'],
    ['posts_controller-index', 'posts_controller__index'],
  ])('%s is %s', (key, variable) => {
    expect(buildStageVariable(key)).toBe(variable);
  });

  test('two functions never have one, however long their keys are', () => {
    const long = functionKeys.map((key) => `${'x'.repeat(50)}${key}`);
    fc.assert(
      fc.property(fc.oneof(functionKeys, long), fc.oneof(functionKeys, long), (one, other) => {
        expect(buildStageVariable(one) === buildStageVariable(other)).toBe(one === other);
      }),
      { numRuns: 3_000 },
    );
  });

  test('a key that ends like the digest of another is told from it', () => {
    const digested = buildStageVariable('posts__a');
    const imitation = `posts-a_${digested.slice(-8)}`;
    expect(buildStageVariable(imitation)).not.toBe(digested);
  });

  test('is letters, digits and _, 64 at most', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 200 }), fc.stringMatching(/^a{50,70}(_b){0,4}$/)),
        (key) => {
          expect(buildStageVariable(key)).toMatch(/^[A-Za-z0-9_]{1,64}$/);
        },
      ),
    );
  });
});
