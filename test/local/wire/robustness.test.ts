import { Agent, request, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { createServices } from '../../../src/local/services.ts';
import type { EmbeddedAws } from '../../../src/local/server.ts';
import { clientOptions, startForTest } from '../start-for-test.ts';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** One request as given; what a client library would refuse to send is sent. */
function send(
  aws: EmbeddedAws,
  method: string,
  path: string,
  options: { headers?: OutgoingHttpHeaders; body?: string | Uint8Array; agent?: Agent } = {},
): Promise<Answer> {
  const { headers = {}, body, agent } = options;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: aws.port, method, path, headers, agent },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            headers: answer.headers,
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=A/20260102/us-east-1/${service}/aws4_request`,
});
const nested = '['.repeat(20_000);
const template = encodeURIComponent(
  `{"Resources":{"A":{"Type":"AWS::S3::Bucket","Properties":${nested}${nested.replaceAll('[', ']')}}}}`,
);

it('malformed requests are refused and never break anything', async () => {
  const aws = await startForTest({ compose: createServices });
  const services = [
    'cloudformation',
    'apigateway',
    'lambda',
    's3',
    'iam',
    'sts',
    'logs',
    'events',
    '__proto__',
    '',
  ];
  const paths = [
    '/',
    '/restapis',
    '/2015-03-31/functions',
    '/bucket?lifecycle',
    '/%zz',
    '/_aws/execute-api/a/%zz/b',
  ];
  const bodies = [
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '<a></b>',
    '\xff\xfe\0',
    '{"__proto__":{"a":1}}',
    `{"name":${nested}`,
    'Action=__proto__',
    'Action=CreateStack&StackName=%zz',
    'Action=CreateStack&StackName=a&Parameters.member.x=1&Tags=1&TemplateBody=[]',
    `Action=CreateStack&StackName=a&TemplateBody=${template}`,
    `${'a.'.repeat(10_000)}=1&Action=CreateStack`,
  ];
  const types = [
    'application/json',
    'text/xml',
    'application/x-www-form-urlencoded',
    'text/plain; charset=utf-16',
  ];
  const statuses = new Set<number>();
  for (const [index, body] of bodies.entries()) {
    for (const service of services) {
      const headers = {
        ...signedFor(service),
        'content-type': types[index % types.length],
        'x-amz-target': 'Any.PutRule',
      };
      const answers = await Promise.all(paths.map((path) => send(aws, 'POST', path, { headers, body })));
      for (const { status, text } of answers) {
        statuses.add(status);
        expect(status, `${service} ${body.slice(0, 60)}: ${text}`).not.toBe(500);
      }
    }
  }
  expect([...statuses]).toEqual(expect.arrayContaining([400, 403, 404, 501]));
  expect((await send(aws, 'GET', '/_aws/health')).status).toBe(200);
});

it('values of other types than the operation takes are refused', async () => {
  const aws = await startForTest({ compose: createServices });
  const create = async (body: object) => {
    const headers = { ...signedFor('apigateway'), 'content-type': 'application/json' };
    const { status, text } = await send(aws, 'POST', '/restapis', { headers, body: JSON.stringify(body) });
    return [status, (JSON.parse(text) as { message?: string }).message];
  };
  const refused = (what: string) => [400, `The request cannot be read: ${what}`];
  expect(await create({ name: 5 })).toEqual(refused('name: NUMBER_VALUE cannot be converted to String'));
  expect(await create({ name: 'a', tags: { team: [] } })).toEqual(
    refused('tags.team: START_ARRAY cannot be converted to String'),
  );
  expect(await create({ name: 'a', binaryMediaTypes: 'image/png' })).toEqual(
    refused('binaryMediaTypes: STRING_VALUE cannot be converted to List'),
  );
  expect(await create({ name: 'a', disableExecuteApiEndpoint: 'yes' })).toEqual(
    refused('disableExecuteApiEndpoint: STRING_VALUE cannot be converted to Boolean'),
  );
  expect(await create({ name: 'a', description: null })).toEqual([201, undefined]);
});

it('several clients deploy at once; of two updates of one stack, the second is refused', async () => {
  const aws = await startForTest({ compose: createServices });
  const clients = Array.from({ length: 8 }, () => new CloudFormation(clientOptions(aws)));
  const body = (name: string) =>
    JSON.stringify({ Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: name } } } });
  const settled = async (client: CloudFormation, StackName: string) => {
    for (;;) {
      const { Stacks = [] } = await client.describeStacks({ StackName });
      const status = Stacks[0]?.StackStatus ?? '';
      if (!status.endsWith('_IN_PROGRESS')) return status;
    }
  };
  const statuses = await Promise.all(
    clients.map(async (client, index) => {
      await client.createStack({ StackName: `app${index}`, TemplateBody: body('one') });
      return settled(client, `app${index}`);
    }),
  );
  expect(new Set(statuses)).toEqual(new Set(['CREATE_COMPLETE']));
  const updates = await Promise.allSettled(
    clients
      .slice(0, 2)
      .map((client, index) => client.updateStack({ StackName: 'app0', TemplateBody: body(`two${index}`) })),
  );
  const refused = updates.filter((update) => update.status === 'rejected');
  expect(refused).toHaveLength(1);
  expect(refused[0]?.reason).toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(/is in UPDATE_IN_PROGRESS state and can not be updated\.$/) as string,
  });
  expect(await settled(clients[0]!, 'app0')).toBe('UPDATE_COMPLETE');
  for (const client of clients) client.destroy();
});

it('what is no HTTP is answered with 400, and the next connection is served', async () => {
  const aws = await startForTest();
  const lines = [
    'GARBAGE\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  ];
  for (const line of lines) {
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(aws.port, '127.0.0.1', () => socket.write(line));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  }
  expect((await send(aws, 'GET', '/_aws/health')).status).toBe(200);
});

it('a body that is too large is refused before it is read', async () => {
  const aws = await startForTest();
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(aws.port, '127.0.0.1', () =>
      socket.write('PUT /bucket/key HTTP/1.1\r\nHost: x\r\nContent-Length: 300000000\r\n\r\nx'),
    );
    socket.once('data', (chunk) => {
      resolve(chunk.toString());
      socket.destroy();
    });
    socket.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect((await send(aws, 'GET', '/_aws/health')).status).toBe(200);
});

it('keeps a connection for one request after the other, HEAD and large bodies among them', async () => {
  const aws = await startForTest();
  const s3 = new S3({ ...clientOptions(aws), forcePathStyle: true });
  await s3.createBucket({ Bucket: 'bucket' });
  s3.destroy();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  agent.on('free', (socket) => sockets.add(socket));
  const body = Buffer.alloc(10_000_000, 'x');
  const headers = signedFor('s3');
  const put = await send(aws, 'PUT', '/bucket/key', { headers, body, agent });
  const head = await send(aws, 'HEAD', '/bucket/key', { headers, agent });
  const missing = await send(aws, 'HEAD', '/bucket/nothing', { headers, agent });
  const get = await send(aws, 'GET', '/bucket/key', { headers, agent });
  expect([put.status, head.status, missing.status, get.status]).toEqual([200, 200, 404, 200]);
  expect([head.headers['content-length'], head.text]).toEqual(['10000000', '']);
  expect(Buffer.from(get.text).equals(body)).toBe(true);
  expect(sockets.size).toBe(1);
  agent.destroy();
});
