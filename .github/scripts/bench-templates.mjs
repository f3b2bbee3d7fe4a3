// Builds the templates of an app of so many routes and prints { median, heap, pages, bytes } as JSON.
import { buildApp } from '../../dist/app/build-app.js';
import { fillDefaults } from '../../dist/config/fill-defaults.js';
import { composeTemplates } from '../../dist/templates/build-templates.js';

const count = Number(process.argv[2]);
const app = makeApp(count);
const artifacts = app.functions.map(({ key }) => ({
  functionKey: key,
  file: `${key}.zip`,
  sha256: 'a'.repeat(64),
  codeSha256: 'a'.repeat(44),
  size: 1_000,
  unzippedSize: 3_000,
  handler: 'index.handler',
}));

composeTemplates({ app, artifacts });
globalThis.gc();
const before = process.memoryUsage().heapUsed;
let templates;
const times = Array.from({ length: 7 }, () => {
  const began = performance.now();
  ({ templates } = composeTemplates({ app, artifacts }));
  return performance.now() - began;
}).sort((one, other) => one - other);
globalThis.gc();
const heap = process.memoryUsage().heapUsed - before;
const files = [templates.app, ...templates.pages];
const bytes = files.reduce((sum, { body }) => sum + body.length, 0);
process.stdout.write(JSON.stringify({ median: times[3], heap, pages: templates.pages.length, bytes }));

/** Fifty controllers, routes three segments deep. */
function makeApp(routeCount) {
  const config = fillDefaults({ name: 'bench', api: { resourceQuota: 100_000 } }, {});
  const controllers = Array.from({ length: 50 }, (_, index) => ({
    name: `c${index}`,
    file: `app/controllers/c${index}.ts`,
    actions: ['show'],
  }));
  const declaredRoutes = Array.from({ length: routeCount }, (_, index) => ({
    verb: 'GET',
    declaredPath: `c${index % 50}/r${Math.floor(index / 50)}/:id`,
    target: `c${index % 50}#show`,
    source: { file: 'config/routes.ts', line: index + 1 },
  }));
  const built = buildApp({
    config,
    environment: { name: 'development', short: 'dev' },
    declaredRoutes,
    controllers,
    jobs: [],
    dotenv: {},
  });
  if (!built.ok) throw new Error(built.problems[0].message);
  return built.value;
}
