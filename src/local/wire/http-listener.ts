import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireRequest, WireResponse } from './message.ts';

export interface HttpListener {
  readonly port: number;
  /** Accepts nothing new, lets requests in flight end, then closes idle connections. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface only, on the first of the ports that is free. `answer` must not reject; what it
 * throws becomes a bare 500.
 * @throws Error EADDRINUSE when every port is taken.
 */
export async function listenOnLoopback(
  ports: readonly number[],
  answer: (request: WireRequest) => Promise<WireResponse>,
  onFailure: (error: unknown) => void,
): Promise<HttpListener> {
  let inFlight = 0;
  let onIdle: (() => void) | undefined;
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (incoming, outgoing) => {
    inFlight++;
    void respond(incoming, outgoing, answer)
      .catch((error: unknown) => {
        onFailure(error);
        if (outgoing.headersSent) outgoing.destroy();
        else outgoing.writeHead(500).end();
      })
      .finally(() => {
        inFlight--;
        if (inFlight === 0) onIdle?.();
      });
  });
  await listenOnFirstFree(server, ports);
  server.on('error', onFailure);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      if (inFlight > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listenOnFirstFree(server: Server, ports: readonly number[]): Promise<void> {
  for (const [index, port] of ports.entries()) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host: '127.0.0.1', backlog: 1024 }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || index === ports.length - 1) throw error;
    }
  }
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: WireRequest) => Promise<WireResponse>,
): Promise<void> {
  let body: Buffer | undefined;
  try {
    body = await readBody(incoming);
  } catch {
    // The client went away before it had sent its request: there is nobody to answer.
    outgoing.destroy();
    return;
  }
  if (body === undefined) {
    const limit = maxBodyBytes / 2 ** 20;
    outgoing.writeHead(413, { Connection: 'close', 'Content-Type': 'text/plain' });
    outgoing.end(
      `The embedded AWS takes request bodies of up to ${limit} MB. Upload larger objects in parts.\n`,
    );
    return;
  }
  const response = await answer(readRequest(incoming, body));
  const isEmpty = response.status === 204 || response.status === 304;
  const bodiless = incoming.method === 'HEAD' || isEmpty;
  const headers = response.headers.flatMap(([name, value]) => [name, encodeHeader(value)]);
  const hasLength = response.headers.some(([name]) => name.toLowerCase() === 'content-length');
  // Also for HEAD: without a length, clients take the end of the connection for the end of the answer.
  if (!isEmpty && !hasLength) headers.push('Content-Length', String(response.body.length));
  outgoing.writeHead(response.status, headers);
  await new Promise<void>((resolve) => {
    outgoing.once('close', resolve);
    outgoing.end(bodiless ? undefined : response.body);
  });
}

/** Bodies are held in memory as a whole. Enough for every request that AWS itself takes, but single S3 uploads. */
const maxBodyBytes = 256 * 2 ** 20;

/** @returns undefined when it is larger than {@link maxBodyBytes}. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function readRequest(incoming: IncomingMessage, body: Buffer): WireRequest {
  const target = incoming.url ?? '/';
  // Proxies send the whole URL.
  const origin = /^https?:\/\/[^/?]*/.exec(target)?.[0] ?? '';
  const [path = '', ...query] = target.slice(origin.length).split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const rawHeaders: [string, string][] = [];
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    rawHeaders.push([incoming.rawHeaders[index]!, incoming.rawHeaders[index + 1]!]);
  }
  return {
    method: incoming.method ?? 'GET',
    path: path === '' ? '/' : path,
    query: query.join('?'),
    headers,
    rawHeaders,
    body,
    sourceIp: (incoming.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
  };
}

/** Node refuses characters outside Latin-1 in a header; AWS sends UTF-8 bytes. */
function encodeHeader(value: string): string {
  const text = value.replace(/[\r\n]+/g, ' ');
  return Buffer.from(text, 'latin1').toString('latin1') === text
    ? text
    : Buffer.from(text, 'utf8').toString('latin1');
}
