import { onTestFinished } from 'vitest';

import type { CallCount, ClientSettings } from '../../src/aws/calls.ts';
import type { Aws } from '../../src/aws/connection.ts';
import { openFunctions } from '../../src/aws/functions.ts';
import { openRestApis } from '../../src/aws/rest-apis.ts';
import { openStacks } from '../../src/aws/stacks.ts';
import { clientOptions } from '../local/start-for-test.ts';
import { type Fault, startFaultyServer } from './faulty-server.ts';

/**
 * The ports of src/aws with clients that give up after two attempts.
 * @param socketTimeout milliseconds of silence that they bear.
 */
export function openPorts(endpoint: string, socketTimeout = 10_000) {
  const calls: CallCount = { reads: 0, writes: 0 };
  const settings: ClientSettings = {
    ...clientOptions({ endpoint }),
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 5_000, socketTimeout },
  };
  return {
    calls,
    restApis: openRestApis(settings, calls),
    functions: openFunctions(settings, calls),
    stacks: openStacks(settings, calls),
  };
}

/** The same as the connection that the rest of jets sees. Object storage and identity are not there. */
export function openAwsPorts(endpoint: string): Aws {
  const { calls, restApis, functions, stacks } = openPorts(endpoint);
  const absent = () => Promise.reject(new Error('Not part of this test'));
  return {
    target: { region: 'us-east-1', endpoint },
    calls,
    restApis: () => Promise.resolve(restApis),
    functions: () => Promise.resolve(functions),
    stacks: () => Promise.resolve(stacks),
    objects: absent,
    identity: absent,
  };
}

/** A faulty server that is closed with the test. */
export async function startFaults(faultOf: (operation: string) => Fault | undefined, target?: string) {
  const server = await startFaultyServer(faultOf, target);
  onTestFinished(() => server.close());
  return server;
}
