import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to a call instead of an answer. `lose-answer`: it takes effect, and then the connection breaks. `hang`: it
 * takes effect, and nobody ever hears of it.
 */
export type Fault = 'deny' | 'throttle' | 'fail' | 'reset' | 'lose-answer' | 'hang';

export interface FaultRule {
  /** `CreateChangeSet`, `PutObject`. */
  readonly operation: string;
  /** A function is called first, and then the call gets through: what somebody else does in the meantime. */
  readonly fault: Fault | (() => Promise<unknown>);
  /** Calls of this operation that get through before; none unless given. */
  readonly after?: number;
  /** Calls that are hit; all from then on unless given. */
  readonly times?: number;
}

export interface FaultyProxy {
  readonly endpoint: string;
  /** Operations in the order they came, hit or not. */
  readonly operations: readonly string[];
  /** Resolves when a call was spoiled for the first time. */
  readonly hit: Promise<void>;
  close(): Promise<void>;
}

/** Stands between a client and an AWS endpoint and spoils chosen calls of CloudFormation and S3. */
export async function startFaultyProxy(target: string, rules: readonly FaultRule[]): Promise<FaultyProxy> {
  const operations: string[] = [];
  let tellHit = () => {};
  const hit = new Promise<void>((resolve) => (tellHit = resolve));
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await readBody(incoming);
      const operation = nameOperation(incoming, body);
      const seen = operations.filter((name) => name === operation).length;
      operations.push(operation);
      const fault = rules.find(
        ({ operation: hit, after = 0, times = Infinity }) =>
          hit === operation && seen >= after && seen < after + times,
      )?.fault;
      if (typeof fault === 'function') await fault();
      if (fault === undefined || typeof fault === 'function') {
        return await forward(target, incoming, body, outgoing);
      }
      if (fault === 'lose-answer' || fault === 'hang') await forward(target, incoming, body, undefined);
      tellHit();
      if (fault === 'hang') return;
      if (fault === 'lose-answer' || fault === 'reset') return void incoming.socket.destroy();
      answerError(incoming, outgoing, fault, operation);
    })().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    operations,
    hit,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** CloudFormation names its operation in the form, S3 by method and address. Anything else is called by its address. */
function nameOperation({ method = '', url = '', headers }: IncomingMessage, body: Buffer): string {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return new URLSearchParams(body.toString()).get('Action') ?? url;
  }
  if (!headers.authorization?.includes('/s3/aws4_request')) return `${method} ${url}`;
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const isObject = pathname.split('/').filter(Boolean).length > 1;
  if (method === 'POST' && searchParams.has('delete')) return 'DeleteObjects';
  if (method === 'GET' && !isObject) return 'ListObjectsV2';
  return `${method.charAt(0)}${method.slice(1).toLowerCase()}Object`;
}

/** @param outgoing where the answer goes; absent when it is to be lost. */
function forward(
  target: string,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${target}${incoming.url}`,
      { method: incoming.method, headers: { ...incoming.headers }, agent: false },
      (answer) => {
        outgoing?.writeHead(answer.statusCode ?? 502, answer.headers);
        if (outgoing) answer.pipe(outgoing);
        else answer.resume();
        answer.once('end', () => resolve());
      },
    );
    call.once('error', reject);
    call.end(body);
  });
}

const errors = {
  deny: { status: 403, code: 'AccessDenied', message: 'User: arn:aws:iam::1:user/ci is not authorized' },
  throttle: { status: 400, code: 'Throttling', message: 'Rate exceeded' },
  fail: { status: 500, code: 'InternalFailure', message: 'An internal error occurred.' },
} as const;

function answerError(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: keyof typeof errors,
  operation: string,
): void {
  const { status, code, message } = errors[fault];
  const error = `<Code>${code}</Code><Message>${message} to perform: ${operation}</Message>`;
  const isS3 = incoming.headers.authorization?.includes('/s3/') === true;
  const body = isS3
    ? `<Error>${error}</Error>`
    : `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>r</RequestId></ErrorResponse>`;
  outgoing.writeHead(status, { 'content-type': 'text/xml' });
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}
