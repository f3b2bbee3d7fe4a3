import { readdir, readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { readReadmePolicy, toRequest } from './readme-policy.ts';

const folder = new URL('../../src/aws/', import.meta.url);
const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'));
const source = (await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')))).join('\n');
const operations = [...new Set([...source.matchAll(/'([a-z0-9]+:[A-Z]\w+)'/g)].map(([, name = '']) => name))];

describe('the permissions in the README', () => {
  it('are compared with every operation that is sent', () => {
    const commands = new Set([...source.matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => name));
    const named = operations.map((operation) => operation.split(':')[1]);
    expect(commands.size).toBeGreaterThan(20);
    expect([...commands].filter((command) => !named.includes(command))).toEqual([]);
  });

  it.each(operations)('allow %s', async (operation) => {
    const isAllowed = await readReadmePolicy();
    const request = toRequest(operation);
    expect(request === undefined || isAllowed(request)).toBe(true);
  });

  it('do not allow what the app does not own', async () => {
    const isAllowed = await readReadmePolicy();
    for (const [operation, input] of [
      ['lambda:DeleteFunction', { FunctionName: 'shop-dev-posts' }],
      ['iam:DeleteRole', { RoleName: 'admin' }],
      ['s3:DeleteObject', { Bucket: 'invoices' }],
      ['cloudformation:DeleteStack', { StackId: 'shop-dev/0b1c' }],
    ] as const) {
      const request = toRequest(operation, input);
      expect(request && isAllowed(request)).toBe(false);
    }
  });
});
