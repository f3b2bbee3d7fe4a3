import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it, type TestContext } from 'vitest';

import { cleanEnv, jetsScript, runJets } from './support/jets.ts';
import { makeStarter } from './support/starter.ts';

interface Started {
  readonly port: number;
  readonly endpoint: string;
  readonly pid: number;
  readonly dir: string;
}

describe.concurrent('jets local', { timeout: 90_000 }, () => {
  /** Runs commands with a state folder of their own, which goes with the test. */
  const open = async (
    { onTestFinished }: TestContext,
    variables: Record<string, string> = { JETS_LOCAL_PORT: '0' },
  ) => {
    const dir = await mkdtemp(join(tmpdir(), 'jets-local-'));
    const env = { ...variables, JETS_LOCAL_DIR: join(dir, 'state') };
    const jets = (...args: string[]) => runJets(args, { cwd: dir, env });
    onTestFinished(async () => {
      await jets('local', 'stop');
      await rm(dir, { recursive: true, force: true });
    });
    return { dir, env, jets };
  };
  const parse = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as Started;

  it('starts, tells where it is, and stops', async (context) => {
    const { jets } = await open(context);
    expect(parse(await jets('local', 'status', '--json'))).toMatchObject({ running: false });
    expect((await jets('local', 'status')).stdout).toBe('not running\n');
    expect((await jets('local', 'env')).code).toBe(6);
    expect((await jets('local', 'stop')).stderr).toContain('does not run');
    expect((await jets('local', 'logs')).stderr).toContain('logged nothing yet');

    const started = parse(await jets('local', 'start', '--json'));
    expect(started.endpoint).toBe(`http://127.0.0.1:${started.port}`);
    expect(parse(await jets('local', 'status', '--json'))).toMatchObject({ running: true, ...started });

    const again = await jets('local', 'start');
    expect(again.stdout).toBe(`${started.endpoint}\n`);
    expect(again.stderr).toContain('runs already');
    expect((await jets('local', 'logs')).stdout).toContain(started.endpoint);

    expect(await jets('local', 'stop')).toMatchObject({ code: 0, stdout: '' });
    expect(parse(await jets('local', 'status', '--json'))).toMatchObject({ running: false });
    await expect(fetch(`${started.endpoint}/_aws/health`)).rejects.toThrow();
  });

  it('prints exports that a shell can evaluate', async (context) => {
    const { dir, env, jets } = await open(context);
    const { endpoint } = parse(await jets('local', 'start', '--json'));
    const script = `eval "$('${process.execPath}' '${jetsScript}' local env)" && env`;
    const { stdout } = await promisify(execFile)('sh', ['-c', script], {
      cwd: dir,
      env: { ...cleanEnv(), ...env },
    });
    const lines = stdout.split('\n');
    expect(lines).toEqual(expect.arrayContaining([`AWS_ENDPOINT_URL=${endpoint}`, 'AWS_REGION=us-east-1']));

    const variables = JSON.parse((await jets('local', 'env', '--json')).stdout) as Record<string, string>;
    const [accessKeyId = '', secretAccessKey = ''] = [
      variables['AWS_ACCESS_KEY_ID'],
      variables['AWS_SECRET_ACCESS_KEY'],
    ];
    const client = new S3Client({
      endpoint: variables['AWS_ENDPOINT_URL'] ?? '',
      region: variables['AWS_REGION'] ?? '',
      credentials: { accessKeyId, secretAccessKey },
    });
    expect((await client.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
  });

  it('keeps what is deployed on it through a stop and through being killed, and forgets it on reset', async (context) => {
    const { env, jets } = await open(context);
    const app = await makeStarter();
    try {
      const inApp = (...args: string[]) => runJets(args, { cwd: app.dir, env });
      const answer = async () =>
        (await fetch(`${(await inApp('url', '--local')).stdout.trim()}/posts`)).status;

      // Nothing runs: `--local` starts it and says so.
      const deployed = await inApp('deploy', '--local');
      expect(deployed.stderr).toContain('Started the embedded AWS at http://127.0.0.1:');
      expect(deployed.code).toBe(0);
      expect(await answer()).toBe(200);

      await jets('local', 'stop');
      const status = await inApp('status', '--local', '--json');
      expect(status.stderr).toContain('Started the embedded AWS');
      expect(parse(status)).toMatchObject({ deployed: true, status: 'CREATE_COMPLETE' });
      expect(await answer()).toBe(200);

      process.kill(parse(await jets('local', 'status', '--json')).pid, 'SIGKILL');
      expect(await answer()).toBe(200);
      const unchanged = await inApp('deploy', '--local', '--json');
      expect(unchanged.stdout).toContain('"outcome":"unchanged"');

      expect((await jets('local', 'reset')).code).toBe(0);
      expect(parse(await inApp('status', '--local', '--json'))).toMatchObject({ deployed: false });
      const gone = await inApp('delete', '--local', '--yes');
      expect(gone.stderr).toContain('Nothing to do.');
      expect(gone.code).toBe(0);
    } finally {
      await app.remove();
    }
  });

  it('takes the port it is given, and says what is wrong when it cannot', async (context) => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as AddressInfo;
    try {
      const { jets } = await open(context, { JETS_LOCAL_PORT: String(port) });
      const taken = await jets('local', 'start');
      expect(taken.code).toBe(6);
      expect(taken.stderr).toContain(`${port}`);
      expect(taken.stderr).not.toContain('jets itself failed');

      // The flag comes before the variable.
      expect((await jets('local', 'start', '--port', '0')).code).toBe(0);
    } finally {
      squatter.close();
    }
    const { jets } = await open(context, { JETS_LOCAL_PORT: 'many' });
    const wrong = await jets('local', 'start');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('A port is a whole number');
  });

  it('takes the next free port when none is given', async (context) => {
    const [one, other] = [await open(context, {}), await open(context, {})];
    const first = parse(await one.jets('local', 'start', '--json'));
    const second = parse(await other.jets('local', 'start', '--json'));
    expect(first.port).toBeGreaterThanOrEqual(4_566);
    expect(second.port).toBeGreaterThan(first.port);
  });

  it('is one process although it is started twice at once', async (context) => {
    const { jets } = await open(context);
    const [one, other] = await Promise.all([
      jets('local', 'start', '--json'),
      jets('local', 'start', '--json'),
    ]);
    expect(parse(one)).toEqual(parse(other));
  });
});
