import type { AppParts } from '../../src/app/build-app.ts';
import type { DeclaredRoute, FoundController, FoundJob, Schedule, Verb } from '../../src/app/app.ts';
import type { JetsConfig } from '../../src/config/config.ts';
import { fillDefaults } from '../../src/config/fill-defaults.ts';

/** `GET posts/:id posts#show`, one a line of config/routes.ts; the root is `GET / posts#index`. */
export function sketchRoutes(...lines: readonly string[]): readonly DeclaredRoute[] {
  return lines.map((text, index) => {
    const [verb = '', path = '', target = ''] = text.split(' ');
    return {
      verb: verb as Verb,
      declaredPath: path === '/' ? '' : path,
      target,
      source: { file: 'config/routes.ts', line: index + 1 },
    };
  });
}

/** `posts: index show`. */
export function sketchControllers(...controllers: readonly string[]): readonly FoundController[] {
  return controllers.map((text) => {
    const [name = '', actions = ''] = text.split(':');
    return { name, file: `app/controllers/${name}.ts`, actions: actions.split(' ').filter(Boolean) };
  });
}

export function sketchJob(name: string, rate = '1 day', exportName = 'run'): FoundJob {
  const schedule: Schedule = { rate };
  return { name, file: `app/jobs/${name}.ts`, runs: [{ exportName, schedule }] };
}

/** A small sound app; what is given replaces its parts. */
export function sketchParts(
  parts: Partial<Omit<AppParts, 'config'>> & { readonly config?: Partial<JetsConfig> } = {},
): AppParts {
  return {
    environment: { name: 'development', short: 'dev' },
    declaredRoutes: sketchRoutes(
      'GET / posts#index',
      'GET posts/:id posts#show',
      'ANY *path admin/pages#missing',
    ),
    controllers: sketchControllers('admin/pages:missing', 'posts:index show', 'unused:index'),
    jobs: [sketchJob('clean')],
    dotenv: {},
    ...parts,
    config: fillDefaults({ name: 'demo', ...parts.config }),
  };
}
