import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { locateBootstrap } from '../../../src/local/lambda/execution/bootstrap-file.ts';

/** A program that starts a function process, gives it an event that never ends, prints its pid and waits to be killed. */
export async function createFakeLambdaHost(dir: string): Promise<{ readonly script: string }> {
  const taskRoot = join(dir, 'endless');
  await mkdir(taskRoot);
  writeFileSync(
    join(taskRoot, 'index.mjs'),
    `export const handler = async () => { console.log('pid ' + process.pid); for (;;); }`,
  );
  const bootstrap = await locateBootstrap(dir);
  const launcher = new URL('../../../src/local/lambda/execution/execution-environment.ts', import.meta.url);
  const script = join(dir, 'host.mjs');
  buildSync({
    stdin: {
      contents: `
        import { launchExecutionEnvironment } from ${JSON.stringify(fileURLToPath(launcher))};
        const environment = launchExecutionEnvironment({
          bootstrap: ${JSON.stringify(bootstrap)},
          taskRoot: ${JSON.stringify(taskRoot)},
          memorySize: 128,
          environment: { _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: ${JSON.stringify(taskRoot)} },
          log: (line) => { const pid = /pid (\\d+)/.exec(line)?.[1]; if (pid) process.stdout.write(pid); },
          onExit: () => {},
        });
        environment.run({ type: 'invoke', requestId: '1', deadline: 0, invokedFunctionArn: '', traceId: '' }, Buffer.from('{}'), 60_000);
      `,
      resolveDir: dir,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
  });
  return { script };
}
