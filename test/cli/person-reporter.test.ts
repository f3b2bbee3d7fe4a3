import { describe, expect, it } from 'vitest';

import { createPersonReporter } from '../../src/cli/person-reporter.ts';
import type { Terminal } from '../../src/ui/terminal.ts';

const plain = (text: string) => text;
const paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };

/** A terminal that keeps what it was told. */
const openFake = () => {
  const said: string[] = [];
  const details: (readonly string[])[] = [];
  const terminal = {
    interactive: false,
    paint,
    paintData: paint,
    data: (text: string) => void said.push(`data: ${text}`),
    say: (text: string) => void said.push(text),
    warn: (text: string) => void said.push(`! ${text}`),
    step: () => ({
      update: (lines: readonly string[]) => void details.push(lines),
      succeed: (text: string) => void said.push(`✔ ${text}`),
      fail: (text: string) => void said.push(`✖ ${text}`),
    }),
    confirm: () => Promise.resolve(false),
  } as unknown as Terminal;
  return { terminal, said, details };
};

const stackEvent = {
  type: 'stack-event',
  stack: 'blog-dev',
  logicalId: 'PostsController',
  resourceType: 'AWS::Lambda::Function',
  text: 'function posts_controller',
  at: '2026-01-01T00:00:00.000Z',
} as const;

describe('a deploy shown to a person', () => {
  it('has a line a step with its time, and the endpoint alone on stdout', () => {
    const { terminal, said } = openFake();
    const reporter = createPersonReporter({}, terminal);
    reporter.begin({ namespace: 'blog-dev' }, 'us-east-1', 'AWS us-east-1');
    reporter.onEvent({ type: 'step', step: 'build', state: 'started', text: 'Building' });
    reporter.onEvent({ type: 'step', step: 'build', state: 'done', text: 'Built', seconds: 1.25 });
    reporter.end({ outcome: 'created', endpoint: 'https://x', seconds: 2, calls: { reads: 3, writes: 1 } });
    expect(said).toEqual([
      'blog-dev on AWS us-east-1',
      '✔ Built 1.3 s',
      '\nCreated. 2.0 s, 4 AWS calls',
      'data: https://x',
    ]);
  });

  it('shows stacks in columns, a line each', () => {
    const { terminal, details } = openFake();
    const reporter = createPersonReporter({}, terminal);
    reporter.onEvent({ type: 'step', step: 'deploy', state: 'started', text: 'Deploying' });
    const progress = { type: 'progress', stack: 'blog-dev', label: 'blog-dev' } as const;
    reporter.onEvent({ ...progress, done: 2, total: 12, current: 'creating stage dev' });
    reporter.onEvent({ ...progress, stack: 'blog-dev-P', label: 'RestApiPage1', done: 10, total: 10 });
    expect(details.at(-1)).toEqual(['blog-dev       2 of 12  creating stage dev', 'RestApiPage1  10 of 10']);
  });

  it('tells failures as they happen, without what was only cancelled or failed in consequence', () => {
    const { terminal, said } = openFake();
    const reporter = createPersonReporter({}, terminal);
    reporter.onEvent({ ...stackEvent, status: 'CREATE_FAILED', reason: 'No such layer' });
    reporter.onEvent({ ...stackEvent, status: 'CREATE_FAILED', reason: 'Resource creation cancelled' });
    reporter.onEvent({ ...stackEvent, status: 'CREATE_FAILED', resourceType: 'AWS::CloudFormation::Stack' });
    reporter.onEvent({ ...stackEvent, status: 'CREATE_COMPLETE' });
    expect(said).toEqual(['  ✖ function posts_controller: No such layer']);
  });

  it('tells every event when asked to', () => {
    const { terminal, said } = openFake();
    createPersonReporter({ verbose: true }, terminal).onEvent({ ...stackEvent, status: 'CREATE_COMPLETE' });
    expect(said).toEqual(['  blog-dev  CREATE_COMPLETE  function posts_controller']);
  });
});
