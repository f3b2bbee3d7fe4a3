import * as fc from 'fast-check';

import type { AppSketch, RouteSketch } from './app-sketch.ts';
import type { Change } from './change-app.ts';
import { repairRoutes, variableNames } from './repair-routes.ts';

/** A failure that needs nothing of the kind shrinks to none. */
export const crossShrink = { withCrossShrink: true };

const rarely = fc.oneof(
  crossShrink,
  { weight: 4, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);

export const staticParts = ['a', 'b', 'c'] as const;
const greedyNames = ['rest', 'path'] as const;

const variable = fc.constantFrom(...variableNames).map((name) => `:${name}`);
const greedy = fc.constantFrom(...greedyNames).map((name) => `*${name}`);
const segment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<string>(...staticParts) },
  { weight: 5, arbitrary: variable },
  { weight: 1, arbitrary: greedy },
);
const path = fc.array(segment, { maxLength: 4 }).map((segments) => segments.join('/'));
export const verb = fc.constantFrom<RouteSketch['verb']>('GET', 'POST', 'ANY');
const target = fc.constantFrom('posts#index', 'posts#show', 'pages#index', 'pages#show');
const route: fc.Arbitrary<RouteSketch> = fc.record({ verb, path, target });
const grouping = fc.constantFrom<AppSketch['grouping']>(
  'one_lambda_per_controller',
  'one_lambda_for_all_controllers',
  'one_lambda_per_method',
);
const mediaTypes = fc.constantFrom<readonly string[]>(
  ['*/*'],
  ['image/png', 'application/pdf'],
  ['application/pdf', 'image/png'],
  ['image/png'],
  [],
);
const authorization = fc.record({
  authorizationType: fc.constantFrom<AppSketch['authorizationType']>('NONE', 'AWS_IAM'),
  apiKeyRequired: fc.boolean(),
});
const memory = fc.constantFrom(512, 1_024);

/** At least one; told by a filter, because what shrinks below a minimal length does not shrink well. */
const routes = fc
  .uniqueArray(route, { maxLength: 6, selector: ({ verb, path }) => `${verb} ${path}` })
  .filter(({ length }) => length > 0);

/** Sound apps: what is drawn is repaired, so that nothing drawn is thrown away. */
export const app: fc.Arbitrary<AppSketch> = fc
  .record({
    routes,
    grouping,
    binaryMediaTypes: mediaTypes,
    cors: fc.boolean(),
    authorization: fc.oneof(
      crossShrink,
      { weight: 3, arbitrary: fc.constant({ authorizationType: 'NONE', apiKeyRequired: false } as const) },
      { weight: 1, arbitrary: authorization },
    ),
    memorySize: memory,
    job: rarely,
    domain: rarely,
  })
  .map(({ authorization: { authorizationType, apiKeyRequired }, ...drawn }) => ({
    ...drawn,
    authorizationType,
    apiKeyRequired,
    routes: repairRoutes(drawn.routes),
    code: { posts: 0, pages: 0 },
  }));

/** Chooses among what there is, whatever its number. */
export const at = fc.nat({ max: 30 });

/** One thing that a developer changes. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  weighted(4, { kind: fc.constant('rename a variable' as const), at, to: variable }),
  weighted(3, {
    kind: fc.constant('turn a variable into a greedy one or back' as const),
    at,
    to: fc.oneof(variable, greedy),
  }),
  weighted(2, {
    kind: fc.constant('rename a static part' as const),
    at,
    to: fc.constantFrom<string>(...staticParts, 'd'),
  }),
  weighted(3, { kind: fc.constant('add a route' as const), route }),
  weighted(2, { kind: fc.constant('remove a route' as const), at }),
  weighted(2, { kind: fc.constant('remove everything below a part' as const), at }),
  weighted(2, { kind: fc.constant('move a route' as const), at, path }),
  weighted(1, { kind: fc.constant('change a verb' as const), at, verb }),
  weighted(2, { kind: fc.constant('change a target' as const), at, target }),
  weighted(1, { kind: fc.constant('reorder routes' as const), by: fc.nat({ max: 5 }) }),
  weighted(2, { kind: fc.constant('change the grouping' as const), to: grouping }),
  weighted(1, { kind: fc.constant('change media types' as const), to: mediaTypes }),
  weighted(1, { kind: fc.constant('reorder media types' as const) }),
  weighted(1, { kind: fc.constant('turn CORS on or off' as const) }),
  weighted(1, { kind: fc.constant('change authorization' as const), to: authorization }),
  weighted(1, { kind: fc.constant('change memory' as const), to: memory }),
  weighted(2, { kind: fc.constant('change code' as const), of: fc.constantFrom('posts', 'pages') }),
  weighted(1, { kind: fc.constant('add or remove the job' as const) }),
  weighted(1, { kind: fc.constant('add the domain' as const) }),
) as fc.Arbitrary<Change>;

function weighted(weight: number, parts: Readonly<Record<string, fc.Arbitrary<unknown>>>) {
  return { weight, arbitrary: fc.record(parts) };
}
