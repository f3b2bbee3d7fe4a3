import { request } from 'node:http';

export interface Health {
  readonly version: string;
  readonly port: number;
  readonly pid: number;
  readonly dir: string;
  readonly instanceId: string;
  readonly latency: 'instant' | 'real';
  readonly services: readonly string[];
}

/** What answers at `/_aws/health` on a loopback port; `undefined` when nothing does, or something else. */
export function readHealth(port: number, timeoutMs = 2000): Promise<Health | undefined> {
  return new Promise((resolve) => {
    const call = request(
      { host: '127.0.0.1', port, path: '/_aws/health', agent: false, timeout: timeoutMs },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve(undefined));
        response.on('close', () => resolve(undefined));
        response.on('end', () => resolve(parseHealth(Buffer.concat(chunks).toString('utf8'))));
      },
    );
    // The socket's close can come before the end of a response that was read completely: it decides nothing.
    call.on('timeout', () => call.destroy(new Error('No answer in time')));
    call.on('error', () => resolve(undefined));
    call.end();
  });
}

function parseHealth(text: string): Health | undefined {
  try {
    const health = JSON.parse(text) as Partial<Health> | null;
    return typeof health?.instanceId === 'string' ? (health as Health) : undefined;
  } catch {
    return undefined;
  }
}
