import { APIGatewayClient, CreateResourceCommand, GetResourcesCommand } from '@aws-sdk/client-api-gateway';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { editFile } from './support/edit-file.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';
import { startFaultyProxy } from './support/faulty-proxy.ts';
import { runJets } from './support/jets.ts';
import { makeStarter, type StarterApp } from './support/starter.ts';

const missingPolicy = 'arn:aws:iam::123456789012:policy/nope';

describe.concurrent('a deploy that CloudFormation does not carry out', { timeout: 90_000 }, () => {
  let aws: EmbeddedAws;
  const apps: StarterApp[] = [];
  beforeAll(async () => {
    aws = await startEmbeddedAws();
  });
  afterAll(async () => {
    await Promise.all([aws.stop(), ...apps.map((app) => app.remove())]);
  });

  const newApp = async (name: string) => {
    const app = await makeStarter(name);
    apps.push(app);
    return {
      edit: (file: string, change: (text: string) => string) => editFile(app.dir, file, change),
      jets: (...args: string[]) => runJets(args, { cwd: app.dir, env: aws.env }),
      /** The same through a proxy. */
      jetsThrough: (endpoint: string, ...args: string[]) =>
        runJets(args, { cwd: app.dir, env: { ...aws.env, AWS_ENDPOINT_URL: endpoint } }),
    };
  };
  /** From the headline of the problem on: what a person sees last. */
  const lastProblem = (stderr: string) => stderr.slice(stderr.lastIndexOf('\n✖ ') + 1);
  const withPolicy = (text: string) =>
    text.replace('defineConfig({', `defineConfig({\n  managedIamPolicy: ['${missingPolicy}'],`);
  const withoutPolicy = (text: string) => text.replace(/\n  managedIamPolicy: .*\n/, '\n');

  it('ends the first deploy with its root cause, and the mended app deploys by itself', async () => {
    const { jets, edit } = await newApp('first');
    await edit('jets.config.ts', withPolicy);
    const failed = await jets('deploy');
    expect(failed.code).toBe(6);
    expect(failed.stdout).toBe('');
    const problem = lastProblem(failed.stderr);
    expect(problem).toMatch(/^✖ Role of function \S+ could not be created\n/);
    expect(problem).toContain('AWS::IAM::Role');
    expect(problem).toContain('in stack first-dev');
    expect(problem).toContain(`Policy ${missingPolicy} does not exist or is not attachable.`);
    expect(problem).toContain('managedIamPolicy');
    expect(problem).toContain('jets deploy (it clears away what is left)');

    const status = await jets('status');
    expect(status.stdout).toContain('ROLLBACK_COMPLETE');
    expect(status.stderr).toContain('jets deploy');

    await edit('jets.config.ts', withoutPolicy);
    const mended = await jets('deploy');
    expect(mended.stderr).toContain('Deleted what the failed first deploy of first-dev left');
    expect(mended.code).toBe(0);
    expect((await fetch(`${mended.stdout.trim()}/posts`)).status).toBe(200);
  });

  it('undoes an update, says why, leaves what ran before running, and the mended app deploys', async () => {
    const { jets, edit } = await newApp('update');
    const endpoint = (await jets('deploy')).stdout.trim();

    await edit('jets.config.ts', withPolicy);
    await edit('config/routes.ts', (text) =>
      text.replace("r.any('*path'", "r.get('about', 'posts#index');\n  r.any('*path'"),
    );
    const failed = await jets('deploy', '--json');
    expect(failed.code).toBe(6);
    expect(JSON.parse(failed.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'result',
      outcome: 'failed',
      exitCode: 6,
      seconds: expect.any(Number),
      problems: [
        { message: expect.stringMatching(/^Role of function/), why: expect.stringContaining('nope') },
      ],
    });
    expect((await fetch(`${endpoint}/posts`)).status).toBe(200);
    expect(JSON.parse((await jets('status', '--json')).stdout)).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      endpoint,
    });
    // The very same deploy again must begin again, and not be taken for a repetition of the first.
    expect((await jets('deploy')).code).toBe(6);

    await edit('jets.config.ts', withoutPolicy);
    const mended = await jets('deploy');
    expect(mended).toMatchObject({ code: 0, stdout: `${endpoint}\n` });
    expect((await fetch(`${endpoint}/about`)).status).toBe(200);
  });

  it('names the function whose name is taken, before anything is changed', async () => {
    const { jets } = await newApp('taken');
    const { Role } = await new IAMClient(aws.client).send(
      new CreateRoleCommand({
        RoleName: 'by-hand',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        }),
      }),
    );
    const lambda = new LambdaClient(aws.client);
    const FunctionName = 'taken-dev-posts_controller';
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: Role?.Arn,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: zipSync({ 'index.js': Buffer.from('exports.handler = () => 1') }) },
      }),
    );

    const blocked = await jets('deploy');
    expect(blocked.code).toBe(5);
    const problem = lastProblem(blocked.stderr);
    expect(problem).toContain(
      `✖ Function ${FunctionName} exists already and belongs to no stack (by hand or by another tool)`,
    );
    expect(problem).toContain('Nothing was changed.');
    expect(problem).toContain('JETS_RESET=1 jets deploy');
    expect(JSON.parse((await jets('status', '--json')).stdout)).toMatchObject({ deployed: false });

    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    expect((await jets('deploy')).code).toBe(0);
  });

  it('names the route that something made in the console, after the plan was made, is in the way of', async () => {
    const { jets, jetsThrough, edit } = await newApp('console');
    const endpoint = (await jets('deploy')).stdout.trim();
    const restApiId = endpoint.split('/').at(-2) ?? '';
    const makeByHand = async () => {
      const gateway = new APIGatewayClient(aws.client);
      const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId }));
      const parentId = items.find(({ path }) => path === '/posts/{id}')?.id;
      await gateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart: '{x}' }));
    };
    await edit('config/routes.ts', (text) =>
      text.replace("r.any('*path'", "r.get('posts/:id/:comment', 'posts#show');\n  r.any('*path'"),
    );

    const proxy = await startFaultyProxy(aws.endpoint, [
      { operation: 'ExecuteChangeSet', fault: makeByHand, times: 1 },
    ]);
    const failed = await jetsThrough(proxy.endpoint, 'deploy');
    await proxy.close();
    expect(failed.code).toBe(6);
    const problem = lastProblem(failed.stderr);
    expect(problem).toContain('✖ Path /posts/{id}/{comment} could not be created');
    expect(problem).toContain('config/routes.ts:8 ');
    expect(problem).toMatch(/AWS::ApiGateway::Resource \S+ in stack console-dev-RestApiPage1-/);
    expect(problem).toContain('A sibling ({x}) of this resource already has a variable path part');
    expect(problem).toContain('what ran before runs on');
    expect((await fetch(`${endpoint}/posts/1`)).status).toBe(200);

    // From now on it is seen beforehand.
    const refused = await jets('deploy');
    expect(refused.code).toBe(8);
    expect(refused.stderr).toContain('/posts/{id}/{comment} cannot stand beside /posts/{id}/{x}');
    expect(refused.stderr).toContain('✖ The deploy needs a new Rest API, and nothing was changed');
  });
});
