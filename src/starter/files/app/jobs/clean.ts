import { job } from 'jets-deploy';
import { listPosts } from '../lib/posts.ts';

/** Every night at 3:00 UTC. What it prints goes to its log group in CloudWatch. */
export const run = job({ cron: '0 3 * * ? *' }, async () => {
  const empty = listPosts().filter(({ body }) => body.trim() === '');
  console.log(`${empty.length} of ${listPosts().length} posts are empty`);
  return { empty: empty.length };
});
