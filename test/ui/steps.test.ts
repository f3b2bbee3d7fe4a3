import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { openTerminal } from '../../src/ui/terminal.ts';

const openFake = (env: Record<string, string> = {}, isTTY = false, columns = 80) => {
  const stream = () => Object.assign(new PassThrough(), { isTTY, columns });
  const streams = { stdin: stream(), stdout: stream(), stderr: stream() };
  let written = '';
  streams.stderr.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const terminal = openTerminal(env, streams as unknown as Parameters<typeof openTerminal>[1]);
  return { terminal, lines: () => written.split('\n').filter(Boolean) };
};

describe('a step without a terminal', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is one line when it ends at once', async () => {
    const { terminal, lines } = openFake();
    terminal.step('Building').succeed('Built 3 functions');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(lines()).toEqual(['✔ Built 3 functions']);
  });

  it('says that it began, and every 30 seconds how it goes', async () => {
    const { terminal, lines } = openFake();
    const step = terminal.step('Deploying blog-dev');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(lines()).toEqual(['  Deploying blog-dev …']);
    step.update(['blog-dev  1 of 9']);
    step.update(['blog-dev  2 of 9  creating function posts_controller']);
    await vi.advanceTimersByTimeAsync(59_600);
    step.fail('CloudFormation ended in ROLLBACK_COMPLETE');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines()).toEqual([
      '  Deploying blog-dev …',
      '  Deploying blog-dev, 31 s',
      '    blog-dev  2 of 9  creating function posts_controller',
      '  Deploying blog-dev, 61 s',
      '    blog-dev  2 of 9  creating function posts_controller',
      '✖ CloudFormation ended in ROLLBACK_COMPLETE',
    ]);
  });

  it.each([
    ['in CI', { CI: 'true' }, 80],
    ['on a terminal that cannot redraw', { TERM: 'dumb' }, 80],
    ['on a terminal without a width', {}, 0],
  ])('is as calm %s, although stderr is a terminal', (_, env, columns) => {
    const { terminal, lines } = openFake({ ...env, NO_COLOR: '1' }, true, columns);
    const step = terminal.step('Building');
    step.update(['something']);
    step.succeed('Built');
    expect(lines()).toEqual(['✔ Built']);
    expect(terminal.interactive).toBe(false);
  });
});
