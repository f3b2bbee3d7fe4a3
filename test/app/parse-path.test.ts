import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePath } from '../../src/app/parse-path.ts';

test.each([
  ['', '/'],
  ['posts', '/posts'],
  ['posts/:id', '/posts/{id}'],
  ['posts/:post_id/comments/:id', '/posts/{post_id}/comments/{id}'],
  ['*path', '/{path+}'],
  ['files/*rest', '/files/{rest+}'],
  ['v1/events:batch', '/v1/events:batch'],
  ['robots.txt', '/robots.txt'],
  ['a_b-c.d', '/a_b-c.d'],
])('%s becomes %s', (declared, path) => {
  expect(parsePath(declared)).toMatchObject({ ok: true, path });
});

test.each([
  ['posts//new', 'The path has an empty segment'],
  ['posts?draft=1', 'The path has a query string: posts?draft=1'],
  ['posts/{id}', 'The path writes a variable as {id}'],
  ['files/{proxy+}', 'The path writes a variable as {proxy+}'],
  ['posts/:', 'The : in the path has no name'],
  ['*', 'The * in the path has no name'],
  ['posts/:id.json', 'The variable in :id.json is not a whole segment of letters, digits and _'],
  ['posts/:id(\\d+)', 'The variable in :id(\\d+) is not a whole segment of letters, digits and _'],
  ['posts/:post-id', 'The variable in :post-id is not a whole segment of letters, digits and _'],
  ['a*', 'The variable in a* is not a whole segment of letters, digits and _'],
  ['a b', 'The path part a b has characters that API Gateway refuses'],
  ['~me', 'The path part ~me has characters that API Gateway refuses'],
  ['müsli', 'The path part müsli has characters that API Gateway refuses'],
  ['*path/edit', '*path is not the last part of the path'],
  ['a/:id/b/:id', 'The variable id stands twice in the path'],
  ['a/:id/*id', 'The variable id stands twice in the path'],
])('%s is refused: %s', (declared, message) => {
  expect(parsePath(declared)).toMatchObject({ ok: false, faults: [{ message, fix: expect.any(String) }] });
});

test('several faults of one path come together', () => {
  const parsed = parsePath('a b/*x/:y?');
  expect(parsed.ok ? [] : parsed.faults).toHaveLength(3);
});

test('a path that is taken holds only what API Gateway takes, part by part', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '1', '_', '-', '.', ':', '*', '/', '{', '}', '+', '?', ' ') }),
      (text) => {
        const parsed = parsePath(text);
        if (!parsed.ok) return;
        for (const part of parsed.parts) expect(part).toMatch(/^(?:[a-zA-Z0-9._:-]+|\{\w+\+?\})$/);
        expect(parsed.path).toBe(`/${parsed.parts.join('/')}`);
      },
    ),
  );
});
