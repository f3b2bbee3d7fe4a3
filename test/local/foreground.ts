/** Runs an embedded AWS of S3 alone: `foreground.ts DIR PORT`; an empty PORT takes the default. */
import { createS3 } from '../../src/local/s3/service.ts';
import { runForeground } from '../../src/local/run.ts';

const [dir = '', port = ''] = process.argv.slice(2);
await runForeground({
  dir,
  latency: 'instant',
  log: (line) => void process.stdout.write(`${line}\n`),
  compose: (cloud) => ({ services: [createS3(cloud)], dataPlane: async () => undefined }),
  ...(port === '' ? {} : { port: Number(port) }),
});
