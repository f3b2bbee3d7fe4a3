import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { editFile } from './support/edit-file.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';
import { type FaultRule, startFaultyProxy } from './support/faulty-proxy.ts';
import { runJets } from './support/jets.ts';
import { makeStarter, type StarterApp } from './support/starter.ts';

describe.concurrent('when AWS does not answer as it should', { timeout: 90_000 }, () => {
  let aws: EmbeddedAws;
  let deployed: StarterApp;
  let fresh: StarterApp;
  beforeAll(async () => {
    [aws, deployed, fresh] = await Promise.all([
      startEmbeddedAws(),
      makeStarter('deployed'),
      makeStarter('fresh'),
    ]);
    const { code, stderr } = await runJets(['deploy'], { cwd: deployed.dir, env: aws.env });
    if (code !== 0) throw new Error(stderr);
    // Something to do for a deploy: code and a route.
    await editFile(deployed.dir, 'config/routes.ts', (text) =>
      text.replace("r.any('*path'", "r.get('about', 'posts#index');\n  r.any('*path'"),
    );
  });
  afterAll(async () => {
    await Promise.all([aws.stop(), deployed.remove(), fresh.remove()]);
  });

  const run = async (app: StarterApp, args: readonly string[], ...rules: FaultRule[]) => {
    const proxy = await startFaultyProxy(aws.endpoint, rules);
    try {
      const env = { ...aws.env, AWS_ENDPOINT_URL: proxy.endpoint };
      return { ...(await runJets(args, { cwd: app.dir, env })), operations: proxy.operations };
    } finally {
      await proxy.close();
    }
  };
  const starting = /^(ExecuteChangeSet|DeleteStack)$/;

  describe.concurrent('access that is denied is an error of its own and not absence', () => {
    it.each([
      ['deploy', 'cloudformation:DescribeStacks'],
      ['deploy', 'cloudformation:GetTemplate'],
      ['deploy', 'cloudformation:ListStackResources'],
      ['deploy', 's3:HeadObject'],
      ['deploy', 'cloudformation:DescribeChangeSet'],
      ['deploy', 'cloudformation:DescribeStackEvents'],
      ['status', 'cloudformation:DescribeStacks'],
      ['status', 'cloudformation:GetTemplate'],
      ['url', 'cloudformation:DescribeStacks'],
      ['delete --yes', 'cloudformation:DescribeStacks'],
      ['delete --yes', 'cloudformation:GetTemplate'],
      ['delete --yes', 'cloudformation:ListStackResources'],
      ['delete --yes', 'cloudformation:DescribeStackEvents'],
    ])('jets %s without %s', async (command, permission) => {
      const operation = permission.split(':')[1] ?? '';
      const ended = await run(deployed, command.split(' '), { operation, fault: 'deny' });
      expect(ended.stderr).toContain(`AWS does not allow ${permission}`);
      expect(ended.code).toBe(4);
      expect(ended.operations.filter((name) => starting.test(name))).toEqual([]);
    });
  });

  it('a deploy goes through although answers are lost after they took effect', async () => {
    const lost = (operation: string): FaultRule => ({ operation, fault: 'lose-answer', times: 1 });
    const ended = await run(
      fresh,
      ['deploy', '--json'],
      ...['CreateChangeSet', 'ExecuteChangeSet', 'PutObject', 'DescribeStacks'].map(lost),
    );
    expect(ended.stdout.trim().split('\n').at(-1)).toContain('"outcome":"created"');
    expect(ended.code).toBe(0);

    const deleted = await run(
      fresh,
      ['delete', '--yes', '--json'],
      ...['DeleteStack', 'DeleteObjects'].map(lost),
    );
    expect(deleted.stdout.trim().split('\n').at(-1)).toContain('"outcome":"deleted"');
    expect(deleted.code).toBe(0);
  });

  it('two first deploys at once share the toolkit that one of them makes', async () => {
    const account = await startEmbeddedAws();
    const apps = await Promise.all(['one', 'two', 'three'].map((name) => makeStarter(name)));
    try {
      const ended = await Promise.all(
        apps.map(({ dir }) => runJets(['deploy'], { cwd: dir, env: account.env })),
      );
      for (const { code, stderr } of ended) expect({ code, stderr }).toMatchObject({ code: 0 });
    } finally {
      await Promise.all([account.stop(), ...apps.map((app) => app.remove())]);
    }
  });

  it('throttling, server errors and lost connections are tried again', async () => {
    const app = await makeStarter('patient');
    try {
      const ended = await run(
        app,
        ['deploy'],
        { operation: 'DescribeStackEvents', fault: 'throttle', after: 1, times: 2 },
        { operation: 'CreateChangeSet', fault: 'fail', times: 2 },
        { operation: 'HeadObject', fault: 'reset', times: 2 },
        { operation: 'GetTemplate', fault: 'throttle', times: 1 },
      );
      expect(ended.stderr).toContain('Created.');
      expect(ended.code).toBe(0);
    } finally {
      await app.remove();
    }
  });

  it('an AWS that is not there is named with what to do', async () => {
    const proxy = await startFaultyProxy(aws.endpoint, []);
    await proxy.close();
    const { code, stderr } = await runJets(['status'], {
      cwd: deployed.dir,
      env: { ...aws.env, AWS_ENDPOINT_URL: proxy.endpoint },
    });
    expect(stderr).toContain(`No answer from ${proxy.endpoint}`);
    expect(stderr).toContain('jets local status');
    expect(code).toBe(4);
  });
});
