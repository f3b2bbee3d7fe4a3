import type { ActionContext } from 'jets-deploy';
import { expect, test } from 'vitest';
import { create, index, show } from '../app/controllers/posts.ts';

const url = 'https://example.com/posts';

function context(params: Record<string, string>): ActionContext {
  return { params } as unknown as ActionContext;
}

test('lists posts', async () => {
  const { posts } = await index();
  expect(posts.map(({ title }) => title)).toContain('Hello');
});

test('shows one post', async () => {
  expect(await show(new Request(`${url}/1`), context({ id: '1' }))).toMatchObject({ title: 'Hello' });
});

test('answers 404 for a post that is not there', async () => {
  const answer = await show(new Request(`${url}/none`), context({ id: 'none' }));
  expect(answer).toHaveProperty('status', 404);
});

test('creates a post', async () => {
  const body = JSON.stringify({ title: 'New', body: 'Text' });
  const response = await create(new Request(url, { method: 'POST', body }));
  expect(response.status).toBe(201);
  const location = response.headers.get('location') ?? '';
  const id = location.split('/').at(-1) ?? '';
  expect(await show(new Request(`${url}/${id}`), context({ id }))).toMatchObject({ title: 'New' });
});

test('refuses a post without a title', async () => {
  const response = await create(new Request(url, { method: 'POST', body: '{}' }));
  expect(response.status).toBe(422);
});
