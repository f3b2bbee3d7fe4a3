import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { loadDotenv } from '../../src/config/load-dotenv.ts';
import { createAppFolder } from './app-folder.ts';

const development = { name: 'development' };

test('later files win: .env, .env.<env>, .env.<env>.<extra>', async () => {
  const root = await createAppFolder({
    '.env': 'AA=base\nBB=base\nCC=base\n',
    '.env.development': 'BB=dev\nCC=dev\n',
    '.env.development.2': 'CC=extra\n',
    '.env.dev': 'AA=short\n',
    '.env.production': 'AA=other\n',
  });
  expect(await loadDotenv(root, development)).toEqual({
    ok: true,
    value: { AA: 'base', BB: 'dev', CC: 'dev' },
  });
  expect(await loadDotenv(root, { ...development, extra: '2' })).toMatchObject({ value: { CC: 'extra' } });
});

test('no file is no variables', async () => {
  expect(await loadDotenv(await createAppFolder({}), development)).toEqual({ ok: true, value: {} });
});

test('quotes, comments, export, several lines, Windows line ends and a byte order mark are understood', async () => {
  const source =
    '\uFEFF# first\r\nAA=1 # one\r\nexport BB="two\r\nlines"\r\n\r\nCC=\'#3\' # three\r\nDD=`"`\r\nEE=\r\n FF = a=b \r\n';
  expect(await loadDotenv(await createAppFolder({ '.env': source }), development)).toEqual({
    ok: true,
    value: { AA: '1', BB: 'two\nlines', CC: '#3', DD: '"', EE: '', FF: 'a=b' },
  });
});

test('all problems come at once, with file and line', async () => {
  const root = await createAppFolder({
    '.env': 'OK="a\nb"\nnonsense\nAWS_REGION=us-east-1\nmy-key=1\nX=1\n=5\n',
    '.env.development': 'AA="never closed\nBB=2\n',
  });
  const loaded = await loadDotenv(root, development);
  expect(
    loaded.ok ? [] : loaded.problems.map(({ file, line, message }) => `${file}:${line} ${message}`),
  ).toEqual([
    '.env:3 This line is not NAME=value',
    '.env:4 AWS_REGION is a reserved environment variable',
    '.env:5 "my-key" is not a name for an environment variable',
    '.env:6 "X" is not a name for an environment variable',
    '.env:7 This line is not NAME=value',
    '.env.development:1 The quote of AA is never closed',
  ]);
});

test('a quote that swallows the next variable is noticed', async () => {
  const root = await createAppFolder({ '.env': 'AA="open\nBB="two"\nCC=3\n' });
  expect(await loadDotenv(root, development)).toMatchObject({
    ok: false,
    problems: [{ message: 'Text follows the closing quote of AA', file: '.env', line: 2 }],
  });
});

test.each(['TZ', 'NODE_OPTIONS', 'AWS_LAMBDA_EXEC_WRAPPER', 'lower_case'])('%s may be set', async (name) => {
  expect(await loadDotenv(await createAppFolder({ '.env': `${name}=1` }), development)).toMatchObject({
    ok: true,
  });
});

test('reading says nothing on the terminal', async () => {
  const root = await createAppFolder({ '.env': 'AA=1' });
  const script = `import('jiti').then(async ({ createJiti }) => {
    const { loadDotenv } = await createJiti(${JSON.stringify(import.meta.url)}, { fsCache: false }).import('../../src/config/load-dotenv.ts');
    console.log(JSON.stringify(await loadDotenv(${JSON.stringify(root)}, { name: 'development' })));
  })`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: { PATH: process.env['PATH'] },
  });
  expect([stdout.trim(), stderr]).toEqual(['{"ok":true,"value":{"AA":"1"}}', '']);
});
