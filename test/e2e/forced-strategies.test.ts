import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ChangingApp, makeChangingApp } from './support/changing-app.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';

/** Another tool's stack, with one function of the given name. */
const stackWithFunction = (FunctionName: string) => ({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    },
    Taken: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: 'exports.handler = () => 1' },
      },
    },
  },
});

describe('names of functions and forced strategies', { timeout: 30_000 }, () => {
  let aws: EmbeddedAws;
  const apps: ChangingApp[] = [];
  const open = async (name: string) => {
    const app = await makeChangingApp(aws, name, {
      routes: { 'GET posts/:id': 'posts#show', 'GET files/*path': 'files#show' },
    });
    apps.push(app);
    return app;
  };
  beforeAll(async () => {
    aws = await startEmbeddedAws();
  });
  afterAll(async () => {
    await Promise.all([aws.stop(), ...apps.map((app) => app.remove())]);
  });

  const listFunctions = async (prefix: string) => {
    const { Functions = [] } = await new LambdaClient(aws.client).send(new ListFunctionsCommand({}));
    const names = Functions.map(({ FunctionName = '' }) => FunctionName);
    return names.filter((name) => name.startsWith(prefix)).sort();
  };

  it('a name that a function of another stack has blocks the deploy, and its owner is named', async () => {
    const app = await open('taken');
    const cloudFormation = new CloudFormationClient(aws.client);
    const FunctionName = 'taken-dev-posts_controller';
    await cloudFormation.send(
      new CreateStackCommand({
        StackName: 'legacy',
        TemplateBody: JSON.stringify(stackWithFunction(FunctionName)),
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    const owner = async () => {
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
      return Stacks.map(({ StackName, StackStatus }) => `${StackName} ${StackStatus}`);
    };
    await expect.poll(owner).toEqual(['legacy CREATE_COMPLETE']);

    const problem = {
      message: `Function ${FunctionName} exists already and belongs to stack legacy`,
      why: 'A function name is given once in an account and region, so CloudFormation would roll back. Nothing was changed.',
      fix: expect.stringContaining('JETS_RESET=1 jets deploy'),
    };
    const refused = await app.deploy(['--yes']);
    expect(refused.code).toBe(5);
    expect(refused.result).toMatchObject({ outcome: 'failed', exitCode: 5, problems: [problem] });
    const planned = await app.jets(['plan', '--json', '--exit-code', '--out', 'plan.json']);
    expect(planned.code).toBe(12);
    expect(planned.stderr).toContain('Nothing was written to plan.json: this plan cannot be applied');
    expect(existsSync(join(app.dir, 'plan.json'))).toBe(false);
    expect(JSON.parse(planned.stdout)).toMatchObject({
      blocked: { kind: 'collision', stackName: 'taken-dev', problems: [problem] },
      strategy: { kind: 'none' },
      steps: [],
    });
    expect(await owner()).toEqual(['legacy CREATE_COMPLETE']);

    const reset = await app.deploy([], { JETS_RESET: '1' });
    expect(reset.code).toBe(0);
    expect(await app.findUnserved(reset.result.endpoint ?? '')).toEqual([]);
    expect(await listFunctions('taken-dev-')).toHaveLength(3);
    // Without JETS_RESET the name is asked for again, and is still taken.
    expect((await app.deploy(['--yes'])).result).toMatchObject({ exitCode: 5, problems: [problem] });
    expect(await app.readStack()).toEqual({ status: 'CREATE_COMPLETE', failures: [] });
  });

  it('JETS_RESET=1 takes the names away, and the next deploy brings them back, at the same endpoint', async () => {
    const app = await open('named');
    const endpoint = (await app.deploy()).result.endpoint ?? '';
    const named = ['named-dev-files_controller', 'named-dev-posts_controller'];
    expect(await listFunctions('named-dev-')).toEqual(named);

    const reset = await app.deploy([], { JETS_RESET: '1' });
    expect(reset.plan).toMatchObject({
      strategy: { kind: 'reset', reasons: [{ code: 'forced' }] },
      endpoint: { changes: false },
    });
    expect(reset).toMatchObject({ code: 0, result: { endpoint } });
    const unnamed = await listFunctions('named-dev-');
    expect(unnamed).toHaveLength(2);
    expect(unnamed.filter((name) => named.includes(name))).toEqual([]);
    expect(await app.findUnserved(endpoint)).toEqual([]);

    const back = await app.deploy();
    expect(back).toMatchObject({
      code: 0,
      plan: { strategy: { kind: 'in-place' }, endpoint: { changes: false } },
      result: { endpoint },
    });
    expect(await listFunctions('named-dev-')).toEqual(named);
    expect(await app.findUnserved(endpoint)).toEqual([]);
    expect(await app.readStack()).toEqual({ status: 'UPDATE_COMPLETE', failures: [] });
  });

  it.each(['JETS_API_REPLACE', 'JETS_REPLACE_API'])(
    '%s=1 makes a new Rest API without asking, though nothing has changed',
    async (variable) => {
      const app = await open(variable === 'JETS_API_REPLACE' ? 'forced' : 'forced-old');
      const before = (await app.deploy()).result.endpoint ?? '';
      const forced = await app.deploy([], { [variable]: '1' });
      expect(forced.code).toBe(0);
      expect(forced.plan).toMatchObject({
        strategy: { kind: 'replace-api', reasons: [{ code: 'forced' }] },
        endpoint: { changes: true },
        routes: { added: [], removed: [], changed: [] },
      });
      expect(forced.plan?.approval).toBeUndefined();
      const after = forced.result.endpoint ?? '';
      expect(after).not.toBe(before);
      expect(await app.findUnserved(after)).toEqual([]);
      expect((await fetch(`${before}/posts/1`)).status).toBe(403);
      expect(await app.readStack()).toEqual({ status: 'UPDATE_COMPLETE', failures: [] });
    },
  );
});
