import { createHash } from 'node:crypto';

import { zipSync } from 'fflate';

import type { App, AppFunction, FoundController, FoundJob, Verb } from '../../src/app/app.ts';
import { buildApp } from '../../src/app/build-app.ts';
import type { Artifact } from '../../src/bundle/artifact.ts';
import type { Grouping } from '../../src/config/config.ts';
import { fillDefaults } from '../../src/config/fill-defaults.ts';

/** A sound app as plain data, small enough to read when a proof fails. */
export interface AppSketch {
  readonly routes: readonly RouteSketch[];
  readonly grouping: Grouping;
  readonly binaryMediaTypes: readonly string[];
  readonly cors: boolean;
  readonly authorizationType: 'NONE' | 'AWS_IAM';
  readonly apiKeyRequired: boolean;
  readonly memorySize: number;
  /** Which sources each controller has. */
  readonly code: { readonly posts: number; readonly pages: number };
  readonly job: boolean;
  /** Whether it has a custom domain. */
  readonly domain: boolean;
}

export interface RouteSketch {
  readonly verb: Verb;
  /** As declared: `a/:id/*rest`; '' is the root. */
  readonly path: string;
  /** `posts#show`. */
  readonly target: string;
}

/** An app with the zips of its functions. */
export interface BuiltApp {
  readonly sketch: AppSketch;
  readonly app: App;
  readonly artifacts: readonly Artifact[];
}

export const actions = { posts: ['index', 'show'], pages: ['index', 'show'] } as const;

const controllers: readonly FoundController[] = Object.entries(actions).map(([name, exported]) => ({
  name,
  file: `app/controllers/${name}.ts`,
  actions: exported,
}));

const job: FoundJob = {
  name: 'clean',
  file: 'app/jobs/clean.ts',
  runs: [{ exportName: 'run', schedule: { rate: '1 day' } }],
};

/** Builds the app through the same checks as a deploy does. Throws when the sketch is not a sound app. */
export function buildSketch(sketch: AppSketch, name: string): BuiltApp {
  const { routes, binaryMediaTypes, cors, authorizationType, apiKeyRequired, memorySize, grouping } = sketch;
  const built = buildApp({
    config: fillDefaults({
      name,
      api: { binaryMediaTypes, cors, authorizationType, apiKeyRequired },
      function: { memorySize },
      cfn: { build: { controllers: grouping } },
      ...(sketch.domain ? { domain: { name: `${name}.example.com` } } : {}),
    }),
    environment: { name: 'development', short: 'dev' },
    declaredRoutes: routes.map(({ verb, path, target }, index) => ({
      verb,
      declaredPath: path,
      target,
      source: { file: 'config/routes.ts', line: index + 1 },
    })),
    controllers,
    jobs: sketch.job ? [job] : [],
    dotenv: {},
  });
  if (!built.ok) throw new Error(`Not a sound app: ${JSON.stringify({ sketch, problems: built.problems })}`);
  const artifacts = built.value.functions.map((appFunction) => buildArtifact(appFunction, sketch.code));
  return { sketch, app: built.value, artifacts };
}

/** What a function was made from: `pages@0 posts@1`. */
export function describeCode(
  { controllers: served }: Pick<AppFunction, 'controllers'>,
  code: AppSketch['code'],
): string {
  return served.map(({ name }) => `${name}@${code[name as keyof typeof code]}`).join(' ');
}

function buildArtifact(appFunction: AppFunction, code: AppSketch['code']): Artifact {
  const { key } = appFunction;
  const zip = zipOf(describeCode(appFunction, code));
  const digest = createHash('sha256').update(zip).digest();
  return {
    functionKey: key,
    file: `/build/${key}.zip`,
    sha256: digest.toString('hex'),
    codeSha256: digest.toString('base64'),
    size: zip.byteLength,
    unzippedSize: zip.byteLength,
    handler: 'index.handler',
  };
}

const zips = new Map<string, Uint8Array>();
const zipsByDigest = new Map<string, Uint8Array>();

/** The zip that an artifact of {@link buildSketch} stands for. */
export function readZip({ sha256 }: Pick<Artifact, 'sha256'>): Uint8Array {
  const zip = zipsByDigest.get(sha256);
  if (!zip) throw new Error(`No zip has the digest ${sha256}`);
  return zip;
}

/** A function that answers with what it is: the code it was made from, and the resource that API Gateway matched. */
function zipOf(code: string): Uint8Array {
  const known = zips.get(code);
  if (known) return known;
  const source = `exports.handler = async ({ httpMethod, resource }) => ({
  statusCode: 200,
  body: JSON.stringify({ httpMethod, resource, code: ${JSON.stringify(code)} }),
});
`;
  const zip = zipSync({ 'index.js': [Buffer.from(source), { mtime: '1980-01-01T00:00:00' }] });
  zips.set(code, zip);
  zipsByDigest.set(createHash('sha256').update(zip).digest('hex'), zip);
  return zip;
}
