import type { ChildProcess } from 'node:child_process';

import { describe, expect, it, onTestFinished } from 'vitest';

import { editFile } from './support/edit-file.ts';
import { runJets, startJets } from './support/jets.ts';
import { openMeddledAws } from './support/meddled-aws.ts';
import { makeStarter } from './support/starter.ts';

type MeddledAws = Awaited<ReturnType<typeof openMeddledAws>>;

async function makeApp(aws: MeddledAws, name: string) {
  const app = await makeStarter(name);
  onTestFinished(() => app.remove());
  const { dir } = app;
  const options = { cwd: dir, env: aws.env };
  return {
    jets: (...args: string[]) => runJets(args, options),
    start: (...args: string[]) => startJets(args, options),
    edit: (file: string, change: (text: string) => string) => editFile(dir, file, change),
    /** Adds `GET /<path>`, so that there is something to deploy. */
    addRoute: (path: string) =>
      editFile(dir, 'config/routes.ts', (text) =>
        text.replace("  r.any('*path'", `  r.get('${path}', 'posts#index');\n  r.any('*path'`),
      ),
  };
}

/** Resolves when a process has said something. */
function heard(stream: ChildProcess['stdout'], words: string): Promise<void> {
  let text = '';
  return new Promise((resolve, reject) => {
    stream?.on('data', (more: string) => {
      text += more;
      if (text.includes(words)) resolve();
    });
    stream?.once('close', () => reject(new Error(`It ended without saying ${words}:\n${text}`)));
  });
}

/** A deploy that waits for what CloudFormation does. */
async function startWaiting({ start }: Awaited<ReturnType<typeof makeApp>>) {
  const { child, ended } = start('deploy', '--wait', '--json');
  await heard(child.stdout, '"step":"wait"');
  return async () => {
    const { code, stdout, stderr } = await ended;
    const texts = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly state?: string; readonly text?: string })
      .flatMap(({ state, text = '' }) => (state === 'started' || text === '' ? [] : [text]));
    return { code, texts, stdout, stderr };
  };
}

const missingPolicy = "  managedIamPolicy: ['arn:aws:iam::123456789012:policy/nope'],\n";

describe('a stack that somebody else works on', { timeout: 90_000 }, () => {
  it('is left alone, or waited for when that is asked, however it ends', async () => {
    const aws = await openMeddledAws();
    const app = await makeApp(aws, 'blog');
    const { jets, start, edit, addRoute } = app;

    // A first deploy that fails.
    await edit('jets.config.ts', (text) => text.replace("region: 'us-east-1',\n", `$&${missingPolicy}`));
    let hold = aws.hold('AttachRolePolicy');
    let theirs = start('deploy');
    await hold.reached;
    await edit('jets.config.ts', (text) => text.replace(missingPolicy, ''));
    let waiting = await startWaiting(app);
    hold.letGo();
    expect(await theirs.ended).toMatchObject({ code: 6 });
    const created = await waiting();
    expect(created.texts).toContain('Stack blog-dev ended in ROLLBACK_COMPLETE');
    expect(created.texts).toContain('Deleted what the failed first deploy of blog-dev left');
    expect(created.stdout).toMatch(/what it left is deleted before the stack is created anew[^]*"clean-up"/);
    expect(created.code).toBe(0);

    // An update that succeeds.
    await addRoute('one');
    hold = aws.hold('UpdateStage');
    theirs = start('deploy');
    await hold.reached;
    const [deploy, remove, status] = [
      await jets('deploy'),
      await jets('delete', '--yes'),
      await jets('status', '--json'),
    ];
    for (const refused of [deploy, remove]) {
      expect(refused.stderr).toContain(
        '✖ Stack blog-dev is in the middle of an operation (UPDATE_IN_PROGRESS)',
      );
      expect(refused.stderr).toContain('then run the same command again');
      expect(refused.code).toBe(5);
    }
    expect(deploy.stderr).toContain('\n      jets deploy --wait\n');
    expect(remove.stderr).not.toContain('jets deploy');
    expect(JSON.parse(status.stdout)).toMatchObject({ deployed: true, blocked: { kind: 'busy' } });
    expect(status.code).toBe(0);
    await addRoute('two');
    waiting = await startWaiting(app);
    hold.letGo();
    const { stdout } = await theirs.ended;
    const updated = await waiting();
    expect(updated.texts).toContain('Stack blog-dev ended in UPDATE_COMPLETE');
    expect(updated.code).toBe(0);
    expect((await fetch(`${stdout.trim()}/two`)).status).toBe(200);

    // An update that fails, and so does its rollback.
    await addRoute('three');
    await edit('app/controllers/posts.ts', (text) => `${text}\nexport const three = () => 3;\n`);
    hold = aws.hold('UpdateStage');
    aws.fail('UpdateStage', 'Not now', () => aws.fail('UpdateFunctionCode', 'The code is gone'));
    theirs = start('deploy');
    await hold.reached;
    waiting = await startWaiting(app);
    hold.letGo();
    expect(await theirs.ended).toMatchObject({ code: 6 });
    const stuck = await waiting();
    expect(stuck.texts).toContain('Stack blog-dev ended in UPDATE_ROLLBACK_FAILED');
    expect(stuck.stdout).toContain('The code is gone');
    expect(stuck.code).toBe(5);
    aws.mend();

    // A deletion.
    hold = aws.hold('DeleteRestApi');
    await aws.cloudformation.deleteStack({ StackName: 'blog-dev' });
    await hold.reached;
    waiting = await startWaiting(app);
    hold.letGo();
    const anew = await waiting();
    expect(anew.texts).toContain('Stack blog-dev is gone');
    expect(anew.code).toBe(0);
  });
});

describe('a stack that was never deployed', { timeout: 90_000 }, () => {
  it('is created although change sets of an earlier try are left, and waits for a toolkit that another app makes', async () => {
    const aws = await openMeddledAws();
    const [blog, shop] = [await makeApp(aws, 'blog'), await makeApp(aws, 'shop')];
    const prepare = async (ChangeSetName: string, Resources: object) => {
      const request = { StackName: 'shop-dev', ChangeSetName, ChangeSetType: 'CREATE' } as const;
      await aws.cloudformation.createChangeSet({ ...request, TemplateBody: JSON.stringify({ Resources }) });
      const read = async () => (await aws.cloudformation.describeChangeSet(request)).Status;
      await expect.poll(read).not.toMatch(/PENDING|IN_PROGRESS/);
      return await read();
    };
    await aws.s3.createBucket({ Bucket: 'taken' });
    const bucket = (BucketName: string) => ({
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName } },
    });
    expect(await prepare('not-executed', bucket('free'))).toBe('CREATE_COMPLETE');
    expect(await prepare('failed', bucket('taken'))).toBe('FAILED');
    const status = await shop.jets('status');
    expect(status.stdout).toContain('REVIEW_IN_PROGRESS');
    expect(status.stderr).toContain('A first deploy was prepared and not begun. To deploy: jets deploy');

    const hold = aws.hold('PutBucketPolicy');
    const first = blog.start('deploy');
    await hold.reached;
    const second = shop.start('deploy', '--wait');
    await heard(second.child.stderr, 'Preparing jets-toolkit');
    hold.letGo();
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(JSON.parse((await shop.jets('status', '--json')).stdout)).toMatchObject({
      deployed: true,
      status: 'CREATE_COMPLETE',
    });
  });
});
