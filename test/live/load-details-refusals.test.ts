import { describe, expect, it } from 'vitest';

import { AwsError } from '../../src/aws/aws-error.ts';
import { loadDomain } from '../../src/live/load-domain.ts';
import { loadLiveDetails } from '../../src/live/load-details.ts';
import type { Fault } from '../aws/faulty-server.ts';
import { openAwsPorts, startFaults } from '../aws/open-ports.ts';
import { template } from '../local/facts/app-template.ts';
import { openAws, physicalIds } from '../local/facts/open-aws.ts';
import { blogPage, blogResources, makeDomain, stackIdOf } from './deploy-blog.ts';

/** Every operation that it reads with, and of those that are sent again for nested stacks the second call as well. */
const spoiled = [
  ['ListStackResources', 0],
  ['ListStackResources', 1],
  ['DescribeStacks', 0],
  ['GetTemplate', 0],
  ['GetRestApi', 0],
  ['GetResources', 0],
  ['GetStages', 0],
  ['GetFunction', 0],
  ['GetFunction', 1],
  ['GetDomainName', 0],
  ['GetBasePathMappings', 0],
] as const;

const kinds: readonly [Fault, AwsError['kind']][] = [
  ['deny', 'access-denied'],
  ['throttle', 'throttled'],
  ['fail', 'refused'],
];

describe.each(kinds)('a read that AWS answers with “%s” for good', (fault, kind) => {
  it('fails the whole, whichever read it is', async () => {
    const aws = await openAws();
    const resources = await blogResources(aws, { Page1: blogPage(['posts']) });
    await aws.deploy('blog-dev', template(resources));
    await makeDomain(aws, (await physicalIds(aws, 'blog-dev'))['RestApi'] ?? '', ['v1']);
    const request = {
      stackId: await stackIdOf(aws, 'blog-dev'),
      functionNames: ['blog-dev-posts', 'blog-dev-nobody'],
    };

    const failures = spoiled.map(async ([operation, after]) => {
      let seen = 0;
      const isHit = (name: string) => name === operation && seen++ >= after;
      const server = await startFaults((name) => (isHit(name) ? fault : undefined), aws.endpoint);
      const ports = openAwsPorts(server.endpoint);
      const loading = Promise.all([loadLiveDetails(ports, request), loadDomain(ports, 'api.example.com')]);
      const thrown = await loading.then(
        (details) => expect.fail(`${operation}: it gave ${JSON.stringify(details)}`),
        (error: unknown) => error,
      );
      expect(thrown, operation).toBeInstanceOf(AwsError);
      const { kind: actual, operation: failed } = thrown as AwsError;
      return `${actual} ${failed.split(':')[1]}`;
    });
    expect(await Promise.all(failures)).toEqual(spoiled.map(([operation]) => `${kind} ${operation}`));
  });
});

it('the same reads unspoiled go through the same server', async () => {
  const aws = await openAws();
  await aws.deploy('blog-dev', template(await blogResources(aws, { Page1: blogPage(['posts']) })));
  const server = await startFaults(() => undefined, aws.endpoint);
  const request = { stackId: await stackIdOf(aws, 'blog-dev'), functionNames: ['blog-dev-posts'] };
  const details = await loadLiveDetails(openAwsPorts(server.endpoint), request);
  expect(details).toEqual(await loadLiveDetails(openAwsPorts(aws.endpoint), request));
  expect(new Set(server.operations)).toEqual(
    new Set([
      'ListStackResources',
      'DescribeStacks',
      'GetTemplate',
      'GetRestApi',
      'GetResources',
      'GetStages',
      'GetFunction',
    ]),
  );
});
