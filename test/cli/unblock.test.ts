import { describe, expect, it } from 'vitest';

import type { DeployEvent } from '../../src/apply/deploy-event.ts';
import { takeSteps } from '../../src/apply/take-steps.ts';
import { connectAws } from '../../src/aws/connection.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { CommandError } from '../../src/cli/report-error.ts';
import { unblock, type UnblockOptions } from '../../src/cli/unblock.ts';
import type { Terminal } from '../../src/ui/terminal.ts';
import { openMeddledAws } from '../e2e/support/meddled-aws.ts';
import { after, restApi, template } from '../local/facts/app-template.ts';

/** Stack `blog` on the embedded AWS, in UPDATE_ROLLBACK_FAILED because of its Rest API. */
async function getStuck(stackName = 'blog') {
  const aws = await openMeddledAws();
  const build = (description: string, more = {}) =>
    template({ Api: restApi({ Description: description }), ...more });
  await aws.deploy(stackName, build('one'));
  aws.fail('CreateRestApi', 'Not now', () => aws.fail('UpdateRestApi', 'Nor that'));
  const broken = build('two', { Bad: after(restApi({ Name: 'bad' }), 'Api') });
  expect(await aws.deploy(stackName, broken)).toBe('UPDATE_ROLLBACK_FAILED');
  return aws;
}

/** @param answers of the person at the terminal, in order; none when there is no terminal. */
async function run(
  { endpoint }: { readonly endpoint: string },
  options: UnblockOptions,
  answers?: readonly boolean[],
) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const jets = connectAws({ region: 'us-east-1', endpoint, credentials });
  const said: string[] = [];
  const left = [...(answers ?? [])];
  const plain = (text: string) => text;
  const paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };
  const terminal: Terminal = {
    interactive: answers !== undefined,
    paint: paint as Terminal['paint'],
    paintData: paint as Terminal['paintData'],
    data: () => {},
    say: (text) => said.push(text),
    warn: (text) => said.push(text),
    step: () => ({ update: () => {}, succeed: () => {}, fail: () => {} }),
    confirm: async (question) => {
      said.push(question);
      return left.shift() ?? false;
    },
  };
  const events: DeployEvent[] = [];
  const onEvent = (event: DeployEvent) => void events.push(event);
  const session = { terminal, env: {}, root: '/nowhere', now: () => 0 };
  const reporting = { step: takeSteps(onEvent, () => 0), onEvent };
  const error = await unblock(jets, 'blog', options, session, reporting).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined && !(error instanceof CommandError)) throw error;
  return {
    said,
    warnings: events.flatMap((event) => (event.type === 'warning' ? event.message : [])),
    exitCode: error?.exitCode,
    problems: error?.problems ?? [],
  };
}

const statusOf = async ({ cloudformation }: Awaited<ReturnType<typeof getStuck>>, StackName = 'blog') =>
  (await cloudformation.describeStacks({ StackName })).Stacks?.[0]?.StackStatus;
const question = 'Let CloudFormation finish the rollback now, and deploy then?';

describe('a stack in UPDATE_ROLLBACK_FAILED', () => {
  it('is told of with what failed, and left alone without a terminal', async () => {
    const aws = await getStuck();
    const { exitCode, problems, said } = await run(aws, {});
    expect(exitCode).toBe(exitCodes.blocked);
    expect(problems.map(({ message, why }) => [message, why])).toEqual([
      ['AWS::ApiGateway::RestApi Api could not be rolled back', 'Nor that'],
      ['AWS::ApiGateway::RestApi Bad could not be created', 'Not now'],
      [expect.stringContaining('Stack blog is stuck'), expect.stringContaining('[Api]')],
    ]);
    expect(problems.at(-1)?.fix).toMatch(/\njets deploy --continue-rollback --skip Api$/);
    expect(said).toEqual([]);
    expect(await statusOf(aws)).toBe('UPDATE_ROLLBACK_FAILED');
  });

  it('stays as it is when a person who was told of it declines', async () => {
    const aws = await getStuck();
    const { exitCode, problems, said } = await run(aws, {}, [false]);
    expect(exitCode).toBe(exitCodes.declined);
    expect(problems).toMatchObject([
      { message: 'Nothing was changed', fix: expect.stringContaining('jets deploy --continue-rollback') },
    ]);
    expect(said).toEqual([expect.stringContaining('RestApi Api could not be rolled back'), question]);
    expect(said[0]).not.toContain('Nothing was uploaded');
    expect(await statusOf(aws)).toBe('UPDATE_ROLLBACK_FAILED');
  });

  it('is rolled back when a person agrees', async () => {
    const aws = await getStuck();
    aws.mend();
    const { exitCode, warnings } = await run(aws, {}, [true]);
    expect(exitCode).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(await statusOf(aws)).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('is not asked about when it was asked for, and ends with what failed again', async () => {
    const aws = await getStuck();
    const { exitCode, problems, said } = await run(aws, { continueRollback: true }, []);
    expect(exitCode).toBe(exitCodes.failed);
    expect(problems).toMatchObject([
      { message: 'AWS::ApiGateway::RestApi Api could not be rolled back', why: 'Nor that' },
    ]);
    expect(said).toEqual([]);
  });

  it('is warned of when something was skipped, which no deploy can see', async () => {
    const aws = await getStuck();
    const { exitCode, warnings } = await run(aws, { continueRollback: true, skip: ['Api'] });
    expect(exitCode).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(/^Left as the failed update left it: Api\. .* not what the app says/),
    ]);
    expect(await statusOf(aws)).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('is helped also when it is the toolkit', async () => {
    const aws = await getStuck('jets-toolkit');
    aws.mend();
    expect((await run(aws, { continueRollback: true })).exitCode).toBeUndefined();
    expect(await statusOf(aws, 'jets-toolkit')).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});
