import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

import { buildTemplates } from '../../src/templates/build-templates.ts';
import { buildToolkitFile } from '../../src/templates/toolkit.ts';
import { sketchApp, sketchArtifacts } from './app-fixture.ts';

const cfnLint = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'cfn-lint'))
  .find((file) => existsSync(file));

const cors = { origin: '*', headers: ['content-type'], methods: ['GET'], credentials: true, maxAge: 600 };
const routes = ['GET / posts#index', 'GET /posts/{id} posts#show', 'ANY /{path+} pages#missing'];
const apps = {
  one: sketchApp({ routes: ['GET / posts#index'] }),
  all: sketchApp({ routes, grouping: 'one_lambda_for_all_controllers' }),
  method: sketchApp({ routes, grouping: 'one_lambda_per_method', api: { cors } }),
  jobs: sketchApp({ jobs: ['clean', 'mail'] }),
  vpc: sketchApp({
    routes,
    jobs: ['clean'],
    api: { endpointType: 'PRIVATE', vpcEndpointIds: ['vpce-0123456789abcdef0'], apiKeyRequired: true },
    function: {
      vpcConfig: {
        securityGroupIds: ['sg-0123456789abcdef0'],
        subnetIds: ['subnet-0123456789abcdef0'],
      },
      tracingConfig: 'Active',
      ephemeralStorage: 1_024,
      reservedConcurrentExecutions: 5,
      layers: ['arn:aws:lambda:us-east-1:123456789012:layer:tools:1'],
    },
    config: {
      managedIamPolicy: ['AmazonS3ReadOnlyAccess'],
      iamPolicy: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::demo/*' }],
    },
  }),
  pages: sketchApp({ routes, api: { cors } }),
};

/** Puts a resource and what is below it on different pages. */
const apart = new Map([
  ['/posts', 1],
  ['/posts/{id}', 2],
  ['GET /posts/{id}', 3],
]);

const reason = cfnLint ? '' : ' (skipped: cfn-lint is not on PATH)';

it.skipIf(!cfnLint)(`cfn-lint finds neither errors nor warnings in any template${reason}`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jets-cfn-lint-'));
  try {
    const bodies = Object.entries(apps).flatMap(([name, app]) => {
      const built = buildTemplates({
        app,
        artifacts: sketchArtifacts(app),
        omitFunctionNames: name === 'all',
        ...(name === 'pages' ? { livePages: apart } : {}),
      });
      if (!built.ok) throw new Error(JSON.stringify(built.problems));
      return [built.value.app, ...built.value.pages].map(
        (file) => [`${name}-${file.name}`, file.body] as const,
      );
    });
    const files = [...bodies, ['toolkit', buildToolkitFile().body] as const].map(
      ([name, body]) => [join(folder, `${name}.json`), body] as const,
    );
    await Promise.all(files.map(([file, body]) => writeFile(file, body)));
    const { code = 0, stdout } = (await promisify(execFile)(
      cfnLint ?? '',
      files.map(([file]) => file),
    ).catch((error: { code: number; stdout: string }) => error)) as { code?: number; stdout: string };
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
