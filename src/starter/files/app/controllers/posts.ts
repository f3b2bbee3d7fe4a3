import type { ActionContext } from 'jets-deploy';
import { addPost, findPost, listPosts, type Post } from '../lib/posts.ts';

/** GET /posts: plain data is sent as JSON. */
export async function index() {
  return { posts: listPosts() };
}

/** GET /posts/:id */
export async function show(_request: Request, { params }: ActionContext) {
  const post = findPost(params.id ?? '');
  return post ?? Response.json({ message: 'There is no such post' }, { status: 404 });
}

/** POST /posts */
export async function create(request: Request) {
  const input: unknown = await request.json().catch(() => undefined);
  if (!isNewPost(input)) {
    return Response.json({ message: 'A post needs a title and a body' }, { status: 422 });
  }
  const post = addPost({ title: input.title, body: input.body });
  return Response.json(post, { status: 201, headers: { location: `posts/${post.id}` } });
}

function isNewPost(input: unknown): input is Omit<Post, 'id'> {
  if (typeof input !== 'object' || input === null) return false;
  const { title, body } = input as Partial<Post>;
  return typeof title === 'string' && title !== '' && typeof body === 'string';
}
