import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An HTTP server that lives as long as the test; gives its address. */
export async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

/** Gives one answer after the other; the last one stays. `reset` breaks the connection, `silence` never answers. */
export function answerInTurn(
  ...answers: readonly (readonly [status: number, body?: string | undefined] | 'reset' | 'silence')[]
): Promise<string> {
  let count = 0;
  return startServer((request, response) => {
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    if (answer === 'silence') return;
    if (answer === 'reset' || answer === undefined) return void request.socket.destroy();
    response.writeHead(answer[0], { location: 'http://127.0.0.1:1/' }).end(answer[1]);
  });
}

/** An address that was free a moment ago. */
export async function findClosedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}
