// Apps of any size for benchmarks, without a folder behind them.
import { buildApp } from '../../dist/app/build-app.js';
import { fillDefaults } from '../../dist/config/fill-defaults.js';

/** @param routes `{ verb, declaredPath, target }` each; controllers are those that targets name. */
export function makeApp(routes) {
  const actions = new Map();
  for (const { target } of routes) {
    const [controller, action] = target.split('#');
    actions.set(controller, (actions.get(controller) ?? new Set()).add(action));
  }
  const built = buildApp({
    config: fillDefaults({ name: 'bench', api: { resourceQuota: 100_000 } }, {}),
    environment: { name: 'development', short: 'dev' },
    declaredRoutes: routes.map((route, index) => ({
      ...route,
      source: { file: 'config/routes.ts', line: index + 1 },
    })),
    controllers: [...actions].map(([name, names]) => ({
      name,
      file: `app/controllers/${name}.ts`,
      actions: [...names].sort(),
    })),
    jobs: [],
    dotenv: {},
  });
  if (!built.ok) throw new Error(built.problems[0].message);
  return built.value;
}

export function makeArtifacts(app) {
  return app.functions.map(({ key }) => ({
    functionKey: key,
    file: `${key}.zip`,
    sha256: 'a'.repeat(64),
    codeSha256: 'a'.repeat(44),
    size: 1_000,
    unzippedSize: 3_000,
    handler: 'index.handler',
  }));
}
