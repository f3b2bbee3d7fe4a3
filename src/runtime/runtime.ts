/** Everything the generated entry of a function imports. */
export { createHandler } from './create-handler.ts';
export { createJobHandler } from './create-job-handler.ts';
