import { type Aws, connectAws } from '../aws/connection.ts';
import type { Session } from './session.ts';

/** How to reach AWS: `--local`, or whatever the environment and its credential chain say. */
export async function connect(
  { local }: { readonly local?: boolean },
  region: string,
  session: Session,
): Promise<Aws> {
  if (local) {
    const { ensureLocal } = await import('./commands/local-endpoint.ts');
    const { endpoint, started } = await ensureLocal(session);
    if (started) {
      const { dim } = session.terminal.paint;
      session.terminal.say(dim(`Started the embedded AWS at ${endpoint}; jets local stop ends it`));
    }
    return connectAws({
      region,
      endpoint,
      pathStyleBuckets: true,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  }
  const { env } = session;
  const elsewhere = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  return connectAws({ region, pathStyleBuckets: elsewhere !== undefined });
}

/** Where a command acts, in a person's words: `AWS us-east-1`. */
export function describeTarget(
  { local }: { readonly local?: boolean },
  region: string,
  { env }: Session,
): string {
  if (local) return 'the embedded AWS';
  const elsewhere = env['AWS_ENDPOINT_URL'];
  return elsewhere ? `${elsewhere} ${region}` : `AWS ${region}`;
}

/**
 * Where the deployed API is reached from here. On AWS that is the stack's own output; on an emulator, which cannot
 * have AWS's host names, its path-style address.
 */
export function reachableEndpoint(
  outputs: Readonly<Record<string, string>>,
  aws: Aws,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const emulator = aws.target.endpoint ?? env['AWS_ENDPOINT_URL'];
  const { Endpoint: endpoint, RestApiId: restApiId, StageName: stageName } = outputs;
  if (!emulator || !restApiId || !stageName) return endpoint?.replace(/\/$/, '');
  return `${emulator.replace(/\/$/, '')}/_aws/execute-api/${restApiId}/${stageName}`;
}
