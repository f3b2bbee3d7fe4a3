import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';
import { type FaultRule, startFaultyProxy } from './support/faulty-proxy.ts';
import { type JetsRun, runJets, startJets } from './support/jets.ts';
import { makeStarter } from './support/starter.ts';

describe.concurrent('a deploy that ends before it is done', { timeout: 90_000 }, () => {
  /** Has the toolkit already. */
  let account: EmbeddedAws;
  let empty: EmbeddedAws;
  beforeAll(async () => {
    const [app, ...accounts] = await Promise.all([makeStarter(), startEmbeddedAws(), startEmbeddedAws()]);
    [account, empty] = accounts;
    await runJets(['deploy'], { cwd: app.dir, env: account.env });
    await app.remove();
  });
  afterAll(async () => {
    await Promise.all([account.stop(), empty.stop()]);
  });

  /** Starts a deploy, sends it the signal as soon as the chosen call has taken effect, and hands on how it ended. */
  const interrupt = async (
    name: string,
    aws: EmbeddedAws,
    signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM',
    at: Omit<FaultRule, 'fault'>,
    args: readonly string[],
    goOn: (ended: JetsRun, again: (...args: string[]) => Promise<JetsRun>) => Promise<void>,
  ) => {
    const app = await makeStarter(name);
    const proxy = await startFaultyProxy(aws.endpoint, [{ ...at, fault: 'hang' }]);
    try {
      const { child, ended } = startJets(args, {
        cwd: app.dir,
        env: { ...aws.env, AWS_ENDPOINT_URL: proxy.endpoint },
      });
      await Promise.race([proxy.hit, ended]);
      child.kill(signal);
      await goOn(await ended, (...again) => runJets(again, { cwd: app.dir, env: aws.env }));
    } finally {
      await proxy.close();
      await app.remove();
    }
  };

  const killAndDeployAgain = async (aws: EmbeddedAws, when: string, at: Omit<FaultRule, 'fault'>) => {
    await interrupt(when.replaceAll(' ', '-'), aws, 'SIGKILL', at, ['deploy'], async (killed, again) => {
      expect(killed.code).toBeNull();
      const next = await again('deploy');
      expect(next.stderr).not.toContain('✖');
      expect(next.code).toBe(0);
      expect((await fetch(`${next.stdout.trim()}/posts`)).status).toBe(200);
    });
  };

  it('is finished by the next one when it was killed preparing the toolkit', async () => {
    await killAndDeployAgain(empty, 'toolkit', { operation: 'CreateChangeSet' });
  });

  it.each([
    ['uploading', { operation: 'PutObject', after: 2 }],
    ['preparing the stack', { operation: 'CreateChangeSet' }],
    ['beginning the stack', { operation: 'ExecuteChangeSet' }],
    ['watching the stack', { operation: 'DescribeStackEvents', after: 1 }],
  ])('is finished by the next one when it was killed %s', async (when, at) => {
    await killAndDeployAgain(account, when, at);
  });

  it('says on Ctrl-C that CloudFormation goes on, and ends with 130', async () => {
    const watching = { operation: 'ExecuteChangeSet' };
    await interrupt('ctrl-c', account, 'SIGINT', watching, ['deploy'], async (ended, again) => {
      expect(ended.stderr).toContain('Interrupted, but CloudFormation goes on with stack ctrl-c-dev');
      expect(ended.stderr.trimEnd()).toMatch(/jets status.*jets deploy \(it goes on from there\)$/);
      expect(ended.code).toBe(130);
      expect((await again('deploy')).code).toBe(0);
    });
  });

  it('says as JSON that it was interrupted, and ends with 143 when it was told to stop', async () => {
    const uploading = { operation: 'PutObject' };
    await interrupt('told', account, 'SIGTERM', uploading, ['deploy', '--json'], async (ended) => {
      const lines = ended.stdout.trim().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { type: string }).type).at(-1)).toBe('result');
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
        outcome: 'failed',
        exitCode: 143,
        problems: [{ message: 'Interrupted before anything of the app was changed' }],
      });
      expect(ended.code).toBe(143);
    });
  });
});
