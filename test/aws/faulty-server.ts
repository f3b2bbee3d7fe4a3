import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What a call gets instead of an answer: AWS's own errors in the words of the service that is asked; a page of something
 * that is not AWS with status 404; a connection that breaks; no answer ever.
 */
export const faults = ['deny', 'throttle', 'fail', 'refuse', 'not-aws', 'reset', 'hang'] as const;
export type Fault = (typeof faults)[number];

export interface FaultyServer {
  readonly endpoint: string;
  /** Operations in the order they came, hit or not: `GetRestApi`. */
  readonly operations: readonly string[];
  close(): Promise<void>;
}

/**
 * A loopback server that spoils chosen calls of API Gateway, CloudFormation and Lambda.
 *
 * @param faultOf what to do to an operation; undefined lets it through.
 * @param target where calls go that get through; without it all of them must be hit.
 */
export async function startFaultyServer(
  faultOf: (operation: string) => Fault | undefined,
  target?: string,
): Promise<FaultyServer> {
  const operations: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await readBody(incoming);
      const operation = nameOperation(incoming, body);
      operations.push(operation);
      const fault = faultOf(operation);
      if (fault === undefined) await forward(target, incoming, body, outgoing);
      else if (fault === 'reset') incoming.socket.destroy();
      else if (fault !== 'hang') answerFault(incoming, outgoing, fault);
    })().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    operations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const restOperations: readonly [RegExp, string][] = [
  [/^GET \/restapis\/[^/]+$/, 'GetRestApi'],
  [/^GET \/restapis\/[^/]+\/resources$/, 'GetResources'],
  [/^GET \/restapis\/[^/]+\/stages$/, 'GetStages'],
  [/^GET \/domainnames\/[^/]+$/, 'GetDomainName'],
  [/^GET \/domainnames\/[^/]+\/basepathmappings$/, 'GetBasePathMappings'],
  [/^POST \/domainnames\/[^/]+\/basepathmappings$/, 'CreateBasePathMapping'],
  [/^PATCH \/domainnames\/[^/]+\/basepathmappings\/[^/]+$/, 'UpdateBasePathMapping'],
  [/^GET \/2015-03-31\/functions\/[^/]+$/, 'GetFunction'],
];

function nameOperation({ method = '', url = '' }: IncomingMessage, body: string): string {
  const action = new URLSearchParams(body).get('Action');
  if (action) return action;
  const call = `${method} ${new URL(url, 'http://aws').pathname}`;
  const found = restOperations.find(([pattern]) => pattern.test(call));
  if (!found) throw new Error(`No name for ${call}`);
  return found[1];
}

async function forward(
  target: string | undefined,
  { method = '', url = '', headers }: IncomingMessage,
  body: string,
  outgoing: ServerResponse,
): Promise<void> {
  if (target === undefined) throw new Error('There is nothing behind this server');
  const kept = ['authorization', 'content-type', 'x-amz-date', 'x-amz-content-sha256'].flatMap(
    (name): [string, string][] => (headers[name] === undefined ? [] : [[name, String(headers[name])]]),
  );
  const answer = await fetch(`${target}${url}`, {
    method,
    headers: kept,
    ...(method === 'GET' ? {} : { body }),
  });
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  outgoing.end(Buffer.from(await answer.arrayBuffer()));
}

const denied = 'User: arn:aws:iam::123456789012:user/ci is not authorized to perform this';

/** Status, code and message by service and fault, as AWS answers them. */
const errors = {
  cloudformation: {
    deny: [403, 'AccessDenied', denied],
    throttle: [400, 'Throttling', 'Rate exceeded'],
    fail: [500, 'InternalFailure', 'An internal error occurred.'],
    refuse: [400, 'ValidationError', '1 validation error detected'],
  },
  apigateway: {
    deny: [403, 'AccessDeniedException', denied],
    throttle: [429, 'TooManyRequestsException', 'Too Many Requests'],
    fail: [500, 'InternalFailure', 'Internal server error'],
    refuse: [400, 'BadRequestException', 'Invalid parameter'],
  },
  lambda: {
    deny: [403, 'AccessDeniedException', denied],
    throttle: [429, 'TooManyRequestsException', 'Rate exceeded'],
    fail: [500, 'ServiceException', 'An error occurred and the request cannot be processed.'],
    refuse: [400, 'InvalidParameterValueException', 'Invalid parameter'],
  },
} as const;

function answerFault(
  { headers }: IncomingMessage,
  outgoing: ServerResponse,
  fault: Exclude<Fault, 'reset' | 'hang'>,
): void {
  if (fault === 'not-aws') {
    outgoing.writeHead(404, { 'content-type': 'text/html' });
    outgoing.end('<html><body>There is no such page</body></html>');
    return;
  }
  const service = /\/([a-z]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1] as keyof typeof errors;
  const [status, code, message] = errors[service][fault];
  if (service === 'cloudformation') {
    outgoing.writeHead(status, { 'content-type': 'text/xml' });
    outgoing.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
    return;
  }
  outgoing.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code });
  outgoing.end(JSON.stringify({ message }));
}
