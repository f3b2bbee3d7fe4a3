import { describe, expect, test } from 'vitest';
import { buildEnvironment } from '../../src/app/environment.ts';
import { buildNamespace, buildStageName } from '../../src/app/names.ts';

test.each([
  [{}, 'development', 'dev', undefined],
  [{ JETS_ENV: '' }, 'development', 'dev', undefined],
  [{ JETS_ENV: 'production' }, 'production', 'prod', undefined],
  [{ JETS_ENV: 'staging', JETS_EXTRA: '2' }, 'staging', 'stag', '2'],
  [{ JETS_ENV: 'qa_1', JETS_EXTRA: '' }, 'qa_1', 'qa_1', undefined],
  [{ JETS_ENV: 'constructor' }, 'constructor', 'constructor', undefined],
])('%j is %s, short %s, extra %s', (variables, name, short, extra) => {
  expect(buildEnvironment(variables)).toEqual({
    ok: true,
    value: { name, short, ...(extra !== undefined && { extra }), warnings: [] },
  });
});

describe('JETS_ENV_EXTRA', () => {
  test('works, with a warning', () => {
    expect(buildEnvironment({ JETS_ENV_EXTRA: '3' })).toMatchObject({
      ok: true,
      value: {
        extra: '3',
        warnings: [{ message: 'JETS_ENV_EXTRA is deprecated', fix: 'Set JETS_EXTRA=3 instead.' }],
      },
    });
  });

  test('gives way to JETS_EXTRA', () => {
    expect(buildEnvironment({ JETS_EXTRA: '2', JETS_ENV_EXTRA: '3' })).toMatchObject({
      ok: true,
      value: {
        extra: '2',
        warnings: [{ message: 'JETS_ENV_EXTRA=3 is ignored, because JETS_EXTRA=2 is set' }],
      },
    });
  });
});

test('names that AWS would refuse are refused, all at once', () => {
  expect(buildEnvironment({ JETS_ENV: 'my env', JETS_EXTRA: '../x' })).toMatchObject({
    ok: false,
    problems: [{ path: 'JETS_ENV' }, { path: 'JETS_EXTRA' }],
  });
  expect(buildEnvironment({ JETS_ENV_EXTRA: 'a-b' })).toMatchObject({
    ok: false,
    problems: [{ path: 'JETS_ENV_EXTRA' }],
  });
});

test.each([
  ['demo', { name: 'development', short: 'dev' }, 'demo-dev', 'dev'],
  ['my_app', { name: 'development', short: 'dev', extra: '2' }, 'my-app-dev-2', 'dev_2'],
  ['demo', { name: 'qa_1', short: 'qa_1', extra: 'b_c' }, 'demo-qa-1-b-c', 'qa_1_b_c'],
])('%s in %j is the stack %s with the stage %s', (app, environment, namespace, stage) => {
  expect(buildNamespace(app, environment)).toBe(namespace);
  expect(buildStageName(environment)).toBe(stage);
});
