export interface Post {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

const posts: Post[] = [
  { id: '1', title: 'Hello', body: 'Written before the first deploy.' },
  { id: '2', title: 'Routes', body: 'They are declared in config/routes.ts.' },
];

export function listPosts(): readonly Post[] {
  return posts;
}

export function findPost(id: string): Post | undefined {
  return posts.find((post) => post.id === id);
}

/**
 * Kept in the memory of one running copy of the function: another copy does not see it, and it is gone with the copy.
 * Put a database here.
 */
export function addPost(post: Omit<Post, 'id'>): Post {
  const added = { id: String(posts.length + 1), ...post };
  posts.push(added);
  return added;
}
