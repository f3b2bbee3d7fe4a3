import { Worker } from 'node:worker_threads';

/**
 * Kills this process when the other end of a file descriptor closes, which is when Lambda dies, however it dies. In a thread of its own,
 * because a handler may keep the main one busy for ever.
 */
export function watchParent(descriptor: number): void {
  const worker = new Worker(
    `const socket = new (require('node:net').Socket)({ fd: ${descriptor} });
     socket.on('error', () => {});
     socket.on('close', () => process.kill(process.pid, 'SIGKILL'));
     socket.resume();`,
    { eval: true, env: {}, execArgv: [], stdout: true, stderr: true },
  );
  worker.unref();
}
