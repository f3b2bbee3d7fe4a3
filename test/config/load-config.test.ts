import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Problem } from '../../src/problem.ts';
import { createAppFolder } from './app-folder.ts';

const define = "import { defineConfig } from 'jets-deploy';\n";

async function loadProblems(files: Record<string, string>): Promise<readonly Problem[]> {
  const loaded = await loadConfig(await createAppFolder(files));
  if (loaded.ok) throw new Error('the config was taken');
  return loaded.problems;
}

describe('a sound config', () => {
  test('has its defaults filled in, without jets-deploy being installed beside it', async () => {
    const root = await createAppFolder({
      'jets.config.ts': `${define}const name: string = 'blog';\nexport default defineConfig({ name });`,
    });
    expect(await loadConfig(root)).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "config": {
            "api": {
              "apiKeyRequired": false,
              "authorizationType": "NONE",
              "binaryMediaTypes": [
                "*/*",
              ],
              "endpointType": "REGIONAL",
              "resourceQuota": 300,
              "vpcEndpointIds": [],
            },
            "deploy": {
              "drainSeconds": 30,
            },
            "function": {
              "architectures": [
                "arm64",
              ],
              "environment": {},
              "memorySize": 512,
              "runtime": "nodejs22.x",
              "timeout": 6,
            },
            "grouping": "one_lambda_per_controller",
            "iamPolicy": [],
            "logs": {
              "retentionInDays": 30,
            },
            "managedIamPolicy": [],
            "name": "blog",
            "region": "us-east-1",
            "resourceTags": {},
          },
          "file": "jets.config.ts",
        },
      }
    `);
  });

  test.each([
    ['jets.config.js', 'export default { name: "blog" };'],
    ['jets.config.js', 'module.exports = { name: "blog" };'],
    ['jets.config.mjs', `${define}export default defineConfig({ name: "blog" });`],
    ['jets.config.ts', 'const name = await Promise.resolve("blog"); export default { name };'],
    ['jets.config.ts', 'import { name } from "./shared/name.ts"; export default { name };'],
  ])('is read from %s: %s', async (file, source) => {
    const root = await createAppFolder({
      [file]: source,
      'shared/name.ts': "export const name = 'blog' as const;",
    });
    expect(await loadConfig(root)).toMatchObject({ ok: true, value: { file, config: { name: 'blog' } } });
  });

  test('keeps every setting it makes', async () => {
    const settings = {
      name: 'my_blog-2',
      region: 'eu-central-1',
      api: {
        endpointType: 'PRIVATE',
        vpcEndpointIds: ['vpce-1'],
        endpointPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*' }] },
        binaryMediaTypes: ['image/png'],
        cors: {
          origin: 'https://a.example',
          headers: ['X-A'],
          methods: ['GET'],
          credentials: true,
          maxAge: 5,
        },
        authorizationType: 'AWS_IAM',
        apiKeyRequired: true,
        autoReplace: false,
        resourceQuota: 1000,
      },
      function: {
        memorySize: 128,
        timeout: 900,
        runtime: 'nodejs24.x',
        architectures: ['x86_64'],
        environment: { LOG_LEVEL: 'debug' },
        ephemeralStorage: 10_240,
        layers: ['arn:aws:lambda:us-east-1:123456789012:layer:sharp:3'],
        tracingConfig: 'Active',
        reservedConcurrentExecutions: 0,
        vpcConfig: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] },
      },
      iamPolicy: [
        {
          Sid: 'A1',
          Effect: 'Allow',
          Action: ['s3:*'],
          Resource: '*',
          Condition: { StringEquals: { a: ['b'] } },
        },
      ],
      managedIamPolicy: ['AmazonS3ReadOnlyAccess', 'arn:aws:iam::aws:policy/AmazonSQSFullAccess'],
      logs: { retentionInDays: 3653 },
      deploy: { drainSeconds: 0 },
    };
    const cfn = { build: { controllers: 'one_lambda_per_method', resourceTags: { team: 'x' } } };
    const root = await createAppFolder({
      'jets.config.mjs': `export default ${JSON.stringify({ ...settings, cfn })}`,
    });
    expect(await loadConfig(root)).toEqual({
      ok: true,
      value: {
        file: 'jets.config.mjs',
        config: { ...settings, grouping: 'one_lambda_per_method', resourceTags: { team: 'x' } },
      },
    });
  });

  test('takes its region from the caller when it names none', async () => {
    const without = await createAppFolder({ 'jets.config.js': 'export default { name: "a" }' });
    const named = await createAppFolder({
      'jets.config.js': 'export default { name: "a", region: "eu-west-1" }',
    });
    expect(await loadConfig(without, { region: 'us-west-2' })).toMatchObject({
      value: { config: { region: 'us-west-2' } },
    });
    expect(await loadConfig(named, { region: 'us-west-2' })).toMatchObject({
      value: { config: { region: 'eu-west-1' } },
    });
  });

  test('is read anew each time, with what it imports', async () => {
    const root = await createAppFolder({
      'jets.config.ts': 'import { name } from "./name"; export default { name };',
      'name.ts': 'export const name = "one";',
    });
    expect(await loadConfig(root)).toMatchObject({ value: { config: { name: 'one' } } });
    await writeFile(join(root, 'name.ts'), 'export const name = "two";');
    expect(await loadConfig(root)).toMatchObject({ value: { config: { name: 'two' } } });
  });

  test.each([
    ['true', { origin: '*', credentials: false, maxAge: 600 }],
    ['{ origin: "https://a.example", maxAge: 1 }', { origin: 'https://a.example', maxAge: 1 }],
  ])('with cors %s has all CORS settings', async (cors, expected) => {
    const root = await createAppFolder({
      'jets.config.ts': `export default { name: 'a', api: { cors: ${cors} } }`,
    });
    const loaded = await loadConfig(root);
    expect(loaded).toMatchObject({ value: { config: { api: { cors: expected } } } });
    expect(loaded.ok && Object.keys(loaded.value.config.api.cors ?? {})).toEqual([
      'origin',
      'headers',
      'methods',
      'credentials',
      'maxAge',
    ]);
  });

  test('with cors false has none', async () => {
    const root = await createAppFolder({
      'jets.config.ts': "export default { name: 'a', api: { cors: false } }",
    });
    const loaded = await loadConfig(root);
    expect(loaded.ok && 'cors' in loaded.value.config.api).toBe(false);
  });
});

describe('a config that cannot be loaded is named with file and line', () => {
  test('missing: says how to make one', async () => {
    expect(await loadProblems({})).toMatchObject([
      { message: expect.stringContaining('No jets.config.ts in '), fix: expect.stringContaining('jets new') },
    ]);
  });

  test('two of them', async () => {
    const sources = { 'jets.config.ts': 'export default {}', 'jets.config.mjs': 'export default {}' };
    expect(await loadProblems(sources)).toMatchObject([
      { message: 'More than one jets.config: jets.config.ts, jets.config.mjs', file: 'jets.config.ts' },
    ]);
  });

  test('broken syntax', async () => {
    const source = `${define}\nexport default defineConfig({\n  name: 'blog',\n  region: ],\n});`;
    expect(await loadProblems({ 'jets.config.ts': source })).toMatchObject([
      { message: 'jets.config.ts is not valid: Unexpected token', file: 'jets.config.ts', line: 5 },
    ]);
  });

  test('broken syntax in a file it imports', async () => {
    const files = {
      'jets.config.ts': 'import { a } from "./lib/a.ts";\nexport default a;',
      'lib/a.ts': '\n\nexport const a = (;',
    };
    expect(await loadProblems(files)).toMatchObject([{ file: 'lib/a.ts', line: 3 }]);
  });

  test('a thrown error, with the line that throws', async () => {
    const source = `${define}\nfunction read(name: string) {\n  throw new RangeError('no ' + name);\n}\nexport default defineConfig({ name: read('X') });`;
    expect(await loadProblems({ 'jets.config.ts': source })).toMatchObject([
      {
        message: 'jets.config.ts throws when it is loaded: RangeError: no X',
        file: 'jets.config.ts',
        line: 4,
      },
    ]);
  });

  test('something thrown that is no error', async () => {
    expect(await loadProblems({ 'jets.config.ts': 'throw "nothing";' })).toMatchObject([
      { message: 'jets.config.ts throws when it is loaded: nothing', file: 'jets.config.ts' },
    ]);
  });

  test.each(['./nope.ts', 'no-such-package'])('an import of %s, which is not there', async (specifier) => {
    const source = `${define}\nimport { x } from '${specifier}';\nexport default defineConfig({ name: x });`;
    expect(await loadProblems({ 'jets.config.ts': source })).toMatchObject([
      {
        message: `jets.config.ts imports "${specifier}", which cannot be found`,
        file: 'jets.config.ts',
        line: 3,
      },
    ]);
  });

  test.each(['', 'export const name = "blog";', 'export {};'])('no default export: %s', async (source) => {
    expect(await loadProblems({ 'jets.config.ts': source })).toMatchObject([
      { message: 'jets.config.ts has no default export', file: 'jets.config.ts' },
    ]);
  });

  test.each([
    ['null', 'null'],
    ['"blog"', '"blog"'],
    ['[]', '[]'],
    ['() => ({ name: "blog" })', 'a function'],
    ['Promise.resolve({ name: "blog" })', 'a promise'],
  ])('a default export that is no config: %s', async (value, shown) => {
    expect(await loadProblems({ 'jets.config.ts': `export default ${value};` })).toMatchObject([
      { message: `The default export must be an object, not ${shown}`, file: 'jets.config.ts' },
    ]);
  });
});

test('all problems of a config come at once, each with the line its key stands on', async () => {
  const source = `${define}
// api: { cors: true }
const api = {
  auto_replace: true,
  cors: { orgin: 'x', "credentials": true },
};

export default defineConfig({
  name: '1blog',
  regoin: 'us-east-1',
  autoReplace: true,
  nonsense: {},
  api,
  function: {
    memorySize: 64,
    timeout: '5',
    environment: { AWS_REGION: 'x', SECRET: undefined, PORT: 3 },
    runtime: \`nodejs\${1}8.x\`,
    vpcConfig: {},
  },
  iamPolicy: [
    { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    { effect: 'Allow', Action: [], Resource: '*' },
  ],
  logs: { retentionInDays: 31 },
  cfn: {
    build: { controllers: 'one_lambda_per_action', resourceTags: { 'aws:x': 'y' } },
  },
} as never);
`;
  const problems = await loadProblems({ 'jets.config.ts': source });
  expect(problems.every(({ file }) => file === 'jets.config.ts')).toBe(true);
  expect(
    problems.map(({ line, path, message, fix }) => [line, path, message, fix ?? ''].join(' | ')).join('\n'),
  ).toMatchInlineSnapshot(`
    "5 | api.auto_replace | Unknown setting api.auto_replace | Did you mean autoReplace?
    6 | api.cors.orgin | Unknown setting api.cors.orgin | Did you mean origin?
    6 | api.cors.credentials | api.cors.credentials needs an api.cors.origin other than * | Add origin: 'https://example.com' beside it, or remove credentials.
    10 | name | name must be letters, digits, - and _, starting with a letter, not "1blog" | 
    11 | regoin | Unknown setting regoin | Did you mean region?
    12 | autoReplace | Unknown setting autoReplace | Did you mean api.autoReplace?
    13 | nonsense | Unknown setting nonsense | Remove it. A config has: name, region, api, domain, deploy, function, iamPolicy, managedIamPolicy, logs, cfn.
    16 | function.memorySize | function.memorySize must be a whole number from 128 to 10240 (MiB), not 64 | 
    17 | function.timeout | function.timeout must be a whole number from 1 to 900 (seconds), not "5" | 
    18 | function.environment.SECRET | function.environment.SECRET is missing or undefined; it must be a text | 
    18 | function.environment.PORT | function.environment.PORT must be a text, not 3 | 
    18 | function.environment.AWS_REGION | AWS_REGION is a reserved environment variable | Remove it, or use another name such as APP_AWS_REGION.
    19 | function.runtime | function.runtime must be nodejs20.x, nodejs22.x or nodejs24.x, not "nodejs18.x" | 
    20 | function.vpcConfig.securityGroupIds | function.vpcConfig.securityGroupIds is missing or undefined; it must be a list, each entry being a security group id such as sg-0123456789abcdef0 | 
    20 | function.vpcConfig.subnetIds | function.vpcConfig.subnetIds is missing or undefined; it must be a list, each entry being a subnet id such as subnet-0123456789abcdef0 | 
    24 | iamPolicy[1].Effect | iamPolicy[1].Effect is missing or undefined; it must be Allow or Deny | 
    24 | iamPolicy[1].Action | iamPolicy[1].Action must be an action such as 's3:GetObject', or a list of them, not [] | 
    24 | iamPolicy[1].effect | Unknown setting iamPolicy[1].effect | Did you mean Effect?
    26 | logs.retentionInDays | logs.retentionInDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, not 31 | 
    28 | cfn.build.controllers | cfn.build.controllers must be one_lambda_for_all_controllers, one_lambda_per_controller or one_lambda_per_method, not "one_lambda_per_action" | 
    28 | cfn.build.resourceTags.aws:x | A key of cfn.build.resourceTags must be a tag name of at most 128 characters that does not start with aws:, not "aws:x" | "
  `);
});

test.each([
  ['memorySize', [128, 10_240], [127, 10_241, 512.5, '512', null]],
  ['timeout', [1, 900], [0, 901, -1]],
  ['ephemeralStorage', [512, 10_240], [511, 10_241]],
])('function.%s keeps to what Lambda allows', async (setting, allowed, refused) => {
  const load = async (value: unknown) =>
    loadConfig(
      await createAppFolder({
        'jets.config.js': `export default { name: 'a', function: { ${setting}: ${JSON.stringify(value)} } }`,
      }),
    );
  for (const value of allowed) expect(await load(value)).toMatchObject({ ok: true });
  for (const value of refused) {
    expect(await load(value)).toMatchObject({
      ok: false,
      problems: [{ path: `function.${setting}`, line: 1 }],
    });
  }
});

test('a private endpoint needs its VPC endpoints', async () => {
  const source = "export default {\n  name: 'a',\n  api: {\n    endpointType: 'PRIVATE',\n  },\n};";
  expect(await loadProblems({ 'jets.config.js': source })).toMatchObject([
    { path: 'api.endpointType', line: 4 },
  ]);
});

describe('a custom domain', () => {
  const load = async (domain: unknown) =>
    loadConfig(
      await createAppFolder({
        'jets.config.js': `export default { name: 'a', domain: ${JSON.stringify(domain)} }`,
      }),
    );

  test.each([
    [{ name: 'api.example.com' }, ''],
    [{ name: 'api.example.com', basePath: '' }, ''],
    [{ name: 'xn--bcher-kva.example', basePath: "v1_$-.+!*'()" }, "v1_$-.+!*'()"],
  ])('%j has the base path "%s"', async (domain, basePath) => {
    expect(await load(domain)).toMatchObject({
      value: { config: { domain: { name: domain.name, basePath } } },
    });
  });

  test.each(['/v1', 'v1/', 'api/v1', 'v 1', 'é', '(none)', 'v'.repeat(301)])(
    'cannot have the base path %s',
    async (basePath) => {
      expect(await load({ name: 'api.example.com', basePath })).toMatchObject({
        problems: [
          {
            path: 'domain.basePath',
            message: expect.stringContaining('no slash'),
            why: expect.stringContaining('puts the slash before it by itself'),
          },
        ],
      });
    },
  );

  test.each(['https://api.example.com', 'api.example.com/v1', 'Api.example.com', '*.example.com', 'api', ''])(
    'cannot be named %s',
    async (name) => {
      expect(await load({ name })).toMatchObject({ problems: [{ path: 'domain.name' }] });
    },
  );

  test('is none of a private Rest API', async () => {
    const source =
      "export default {\n  name: 'a',\n  api: { endpointType: 'PRIVATE', vpcEndpointIds: ['vpce-1'] },\n  domain: { name: 'api.example.com' },\n};";
    expect(await loadProblems({ 'jets.config.js': source })).toMatchObject([
      { path: 'domain', line: 4, message: 'A PRIVATE endpoint has no public domain' },
    ]);
  });
});

test.each([-1, 3_601, 0.5, '30'])('a drain of %s seconds is refused', async (drainSeconds) => {
  const source = `export default { name: 'a', deploy: { drainSeconds: ${JSON.stringify(drainSeconds)} } };`;
  expect(await loadProblems({ 'jets.config.js': source })).toMatchObject([{ path: 'deploy.drainSeconds' }]);
});
