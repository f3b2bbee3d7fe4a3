// Builds the templates of an app of so many routes and prints { median, heap, pages, bytes } as JSON.
import { composeTemplates } from '../../dist/templates/build-templates.js';
import { makeApp, makeArtifacts } from './bench-app.mjs';

const count = Number(process.argv[2]);
// Fifty controllers, routes three segments deep.
const routes = Array.from({ length: count }, (_, index) => ({
  verb: 'GET',
  declaredPath: `c${index % 50}/r${Math.floor(index / 50)}/:id`,
  target: `c${index % 50}#show`,
}));
const app = makeApp(routes);
const artifacts = makeArtifacts(app);

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
