import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { AwsError } from '../../src/aws/aws-error.ts';
import { type Fault, type FaultyServer, faults, startFaultyServer } from './faulty-server.ts';
import { openPorts, startFaults } from './open-ports.ts';

type Ports = ReturnType<typeof openPorts>;

const reads: readonly [string, string, (ports: Ports) => Promise<unknown>][] = [
  ['cloudformation', 'DescribeStacks', ({ stacks }) => stacks.readStack('blog-dev')],
  ['cloudformation', 'GetTemplate', ({ stacks }) => stacks.readTemplate('blog-dev')],
  ['cloudformation', 'ListStackResources', ({ stacks }) => stacks.listResources('blog-dev')],
  ['apigateway', 'GetRestApi', ({ restApis }) => restApis.readRestApi('a1b2c3')],
  ['apigateway', 'GetResources', ({ restApis }) => restApis.readResources('a1b2c3')],
  ['apigateway', 'GetStages', ({ restApis }) => restApis.readStages('a1b2c3')],
  ['apigateway', 'GetDomainName', ({ restApis }) => restApis.readDomain('api.example.com')],
  ['apigateway', 'GetBasePathMappings', ({ restApis }) => restApis.readMappings('api.example.com')],
  ['lambda', 'GetFunction', ({ functions }) => functions.readFunction('blog-dev-posts')],
];

const writes: readonly [string, string, (ports: Ports) => Promise<unknown>][] = [
  [
    'apigateway',
    'CreateBasePathMapping',
    ({ restApis }) => restApis.createMapping('api.example.com', '', 'a1b2c3', 'dev'),
  ],
  [
    'apigateway',
    'UpdateBasePathMapping',
    ({ restApis }) => restApis.repointMapping('api.example.com', '', 'a1b2c3', 'dev'),
  ],
];

/** What becomes of a fault that lasts: the kind of error, and whether it was worth a second attempt. */
const outcomes: Record<Fault, { kind: string; attempts: number }> = {
  deny: { kind: 'access-denied', attempts: 1 },
  throttle: { kind: 'throttled', attempts: 2 },
  fail: { kind: 'refused', attempts: 2 },
  refuse: { kind: 'refused', attempts: 1 },
  'not-aws': { kind: 'refused', attempts: 1 },
  reset: { kind: 'unreachable', attempts: 2 },
  hang: { kind: 'unreachable', attempts: 2 },
};

describe.each(faults)('when AWS answers with “%s” and goes on so', (fault) => {
  let server: FaultyServer;
  beforeAll(async () => {
    server = await startFaultyServer(() => fault);
  });
  afterAll(() => server.close());

  it.concurrent.each([...reads, ...writes])(
    '%s:%s is thrown as an error, never taken for absence',
    async (service, operation, call) => {
      const ports = fault === 'hang' ? openPorts(server.endpoint, 100) : openPorts(server.endpoint);
      const thrown = await call(ports).then(
        (value) => expect.fail(`It gave ${JSON.stringify(value)}`),
        (error: unknown) => error,
      );
      expect(thrown).toBeInstanceOf(AwsError);
      expect(thrown).toMatchObject({
        kind: outcomes[fault].kind,
        operation: `${service}:${operation}`,
      });
      const sent = server.operations.filter((name) => name === operation);
      expect(sent).toHaveLength(outcomes[fault].attempts);
    },
  );
});

it('one throttled answer is tried again, and both attempts are counted', async () => {
  let seen = 0;
  const server = await startFaults(() => (seen++ === 0 ? 'throttle' : 'deny'));
  const { restApis, calls } = openPorts(server.endpoint);
  await expect(restApis.readRestApi('a1b2c3')).rejects.toMatchObject({ kind: 'access-denied' });
  expect(calls).toEqual({ reads: 2, writes: 0 });
});
