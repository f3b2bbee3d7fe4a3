import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import type { Artifact } from '../../src/bundle/artifact.ts';
import { makeFolder } from './app-folder.ts';

/** Unpacks an artifact far from everything else and calls its handler in a process of its own, as Lambda does. */
export async function invoke(artifact: Artifact, event: unknown): Promise<{ result: unknown; log: string }> {
  const folder = await makeFolder();
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(unzipSync(await readFile(artifact.file)))) {
    await writeFile(join(folder, name), content);
  }
  const [module = '', exported = ''] = artifact.handler.split('.');
  const script = `
    const { ${exported} } = await import('./${module}.mjs');
    const result = await ${exported}(${JSON.stringify(event)}, { awsRequestId: '1' });
    process.stdout.write('\\n' + JSON.stringify(result));
  `;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { cwd: folder, env: { PATH: process.env['PATH'] } },
  );
  return { result: JSON.parse(stdout.split('\n').at(-1) ?? ''), log: stderr };
}

/** A REST API event, as small as one that the runtime needs. */
export function makeEvent(
  method: string,
  resource: string,
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  return {
    resource,
    path: resource,
    httpMethod: method,
    headers: null,
    multiValueHeaders: { Host: ['api.example.com'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    requestContext: { domainName: 'api.example.com' },
    body: null,
    isBase64Encoded: false,
    ...more,
  };
}
