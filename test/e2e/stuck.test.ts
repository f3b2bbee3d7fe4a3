import { describe, expect, it, onTestFinished } from 'vitest';

import { editFile } from './support/edit-file.ts';
import { runJets } from './support/jets.ts';
import { openMeddledAws } from './support/meddled-aws.ts';
import { makeStarter } from './support/starter.ts';

/** A starter app that is deployed. */
async function deployStarter() {
  const [aws, app] = await Promise.all([openMeddledAws(), makeStarter()]);
  onTestFinished(() => app.remove());
  const jets = (...args: string[]) => runJets(args, { cwd: app.dir, env: aws.env });
  const { code, stdout } = await jets('deploy');
  expect(code).toBe(0);
  return {
    aws,
    jets,
    endpoint: stdout.trim(),
    edit: (file: string, change: (text: string) => string) => editFile(app.dir, file, change),
  };
}

/** Every problem that a command named, with its last line. */
const problemsIn = (stderr: string) =>
  stderr
    .slice(stderr.indexOf('✖'))
    .replace(/\n+\d+ problems\. Nothing .*/, '')
    .trim();

describe('a stack whose update could not be rolled back', { timeout: 90_000 }, () => {
  it('is named with what failed, and deployed to once its rollback is finished', async () => {
    const { aws, jets, edit, endpoint } = await deployStarter();
    const posts = 'app/controllers/posts.ts';
    await edit(posts, (text) => text.replace('return { posts:', 'return { code: 2, posts:'));
    aws.fail('UpdateStage', 'Not now', () => aws.fail('UpdateFunctionCode', 'The code is gone'));
    const failed = await jets('deploy');
    expect(failed.code).toBe(6);
    expect(problemsIn(failed.stderr)).toContain('Stage dev could not be updated');
    expect(failed.stderr).toContain('Undoing it failed as well: Function posts_controller: The code is gone');
    expect(failed.stderr).toContain('\n      jets deploy --continue-rollback\n');

    const [deploy, status, plan] = [await jets('deploy'), await jets('status'), await jets('plan')];
    expect([deploy.code, status.code, plan.code]).toEqual([5, 0, 5]);
    const problems = problemsIn(deploy.stderr);
    expect(problems).toContain(
      [
        '✖ Function posts_controller could not be rolled back',
        '    AWS::Lambda::Function PostsController in stack blog-dev',
        '    The code is gone',
      ].join('\n'),
    );
    expect(problems).toContain('✖ Stack blog-dev is stuck');
    expect(problems).toMatch(/\n      jets deploy --continue-rollback --skip PostsController$/);
    expect(problemsIn(status.stderr)).toBe(problems);
    expect(problemsIn(plan.stdout)).toBe(problems);

    const again = await jets('deploy', '--continue-rollback');
    expect(again.code).toBe(6);
    expect(again.stderr).toContain('✖ Function posts_controller could not be rolled back\n');
    expect(again.stderr).not.toContain('Undoing it failed');

    aws.mend();
    const mended = await jets('deploy', '--continue-rollback');
    expect(mended).toMatchObject({ code: 0, stdout: `${endpoint}\n` });
    expect(mended.stderr).toMatch(/✔ Finished the rollback of blog-dev[^]*✔ Deployed blog-dev/);
    expect(await (await fetch(`${endpoint}/posts`)).json()).toMatchObject({ code: 2 });
  });

  it('leaves out what is skipped in a nested stack, and says what that means', async () => {
    const { aws, jets, edit, endpoint } = await deployStarter();
    const retarget = (from: string, to: string) =>
      edit('config/routes.ts', (text) => text.replace(`'posts', '${from}'`, `'posts', '${to}'`));
    await retarget('posts#index', 'pages#home');
    aws.fail('UpdateStage', 'Not now', () => {
      aws.mend();
      aws.fail('PutIntegration', 'Nor that');
    });
    expect((await jets('deploy')).code).toBe(6);

    const { stderr } = await jets('status');
    expect(stderr).toMatch(/✖ GET \/posts \(posts#index\) could not be rolled back\n.*\n    Nor that/);
    const [, skip = ''] = /\n +jets deploy --continue-rollback --skip (\S+)$/.exec(stderr.trim()) ?? [];
    expect(skip).toMatch(/^blog-dev-RestApiPage1-\w+\.\w+$/);

    const refused = await jets('deploy', '--continue-rollback', '--skip', 'Nothing');
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('✖ CloudFormation did not begin to finish the rollback without Nothing');
    expect(refused.stderr).toMatch(/Resource \[Nothing\] to skip does not exist[^]*\n      jets status$/m);

    await retarget('pages#home', 'posts#index');
    const skipped = await jets('deploy', '--continue-rollback', '--skip', skip);
    expect(skipped.stderr).toContain(
      `! Left as the failed update left it: GET /posts (posts#index) (${skip}).`,
    );
    expect(skipped.stderr).toContain('not what the app says');
    expect(skipped).toMatchObject({ code: 0, stdout: `${endpoint}\n` });

    aws.mend();
    await retarget('posts#index', 'pages#home');
    expect(await jets('deploy')).toMatchObject({ code: 0 });
    expect(await (await fetch(`${endpoint}/posts`)).text()).toContain('from blog');
  });
});

describe('a stack that could not be deleted', { timeout: 90_000 }, () => {
  it('is named with all that still stands, and is gone once that is out of the way', async () => {
    const { aws, jets } = await deployStarter();
    const { Roles = [] } = await aws.iam.listRoles({});
    const RoleNames = Roles.flatMap(({ RoleName = '' }) =>
      RoleName.includes('Controller') ? [RoleName] : [],
    );
    expect(RoleNames).toHaveLength(2);
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    for (const RoleName of RoleNames) await aws.iam.attachRolePolicy({ RoleName, PolicyArn });

    const failed = await jets('delete', '--yes');
    expect(failed.code).toBe(6);
    const [deploy, status] = [await jets('deploy'), await jets('status')];
    expect([deploy.code, status.code]).toEqual([5, 0]);
    for (const { stderr } of [failed, deploy, status]) {
      const problems = problemsIn(stderr);
      for (const controller of ['pages', 'posts']) {
        expect(problems).toMatch(
          new RegExp(
            `✖ Role of function ${controller}_controller could not be deleted\\n.*\\n    Cannot delete entity`,
          ),
        );
      }
    }
    expect(failed.stderr).not.toContain('Nothing was uploaded or changed');
    expect(failed.stderr.trimEnd()).toMatch(/Remove what stands in the way, then: jets delete$/);
    expect(problemsIn(deploy.stderr)).toBe(problemsIn(status.stderr));
    expect(deploy.stderr).toContain('✖ Stack blog-dev is stuck in DELETE_FAILED and can only be deleted');
    expect(problemsIn(deploy.stderr)).toMatch(/\n      jets delete\n      jets deploy$/);

    for (const RoleName of RoleNames) await aws.iam.detachRolePolicy({ RoleName, PolicyArn });
    expect(await jets('delete', '--yes')).toMatchObject({ code: 0 });
    expect((await jets('status')).stdout).toContain('blog-dev is not deployed');
  });
});

it('a stack of the same name that jets did not make is not deleted', { timeout: 30_000 }, async () => {
  const [aws, app] = await Promise.all([openMeddledAws(), makeStarter()]);
  onTestFinished(() => app.remove());
  await aws.deploy('blog-dev', { Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } });
  const refused = await runJets(['delete', '--yes'], { cwd: app.dir, env: aws.env });
  expect(refused.stderr).toContain('✖ Stack blog-dev was not made by jets, and nothing was deleted');
  expect(refused.code).toBe(5);
  expect(await aws.settled('blog-dev')).toBe('CREATE_COMPLETE');
});
