import type { App, Route } from '../app/app.ts';
import type { Problem } from '../problem.ts';
import { readJetsMetadata } from '../templates/jets-metadata.ts';
import type { Template } from '../templates/template.ts';
import type { LiveRestApi } from '../live/live-details.ts';
import type { Collision } from './collisions/find-collisions.ts';
import type { Missing } from './collisions/find-missing.ts';
import type { Obstacles } from './find-obstacles.ts';
import type { Reason, ReasonRoute } from './plan.ts';

export interface ExplainInput {
  readonly app: App;
  readonly restApis: readonly LiveRestApi[];
  /** Of the live nested stacks. */
  readonly livePages: readonly Template[];
  readonly physicalIds: Readonly<Record<string, string>>;
}

/** Obstacles in a person's words: what cannot be, which routes that is, what is live, AWS's rule, what would avoid it. */
export function explainObstacles(obstacles: Obstacles, input: ExplainInput): Reason[] {
  const known = indexKnown(input);
  return [
    ...obstacles.collisions.map((collision) => explainCollision(collision, known)),
    ...explainMissing(obstacles.missing, known),
    ...obstacles.unfinished.map(explainUnfinished),
    ...(obstacles.excess ? [explainExcess(obstacles.excess)] : []),
    ...(obstacles.endpointType ? [explainEndpointType(obstacles.endpointType)] : []),
  ];
}

/** Why what is live cannot be laid out on pages with what is new. */
export function explainLayout(problems: readonly Problem[]): Reason[] {
  return problems.map(({ message, why }) => ({
    code: 'page-layout',
    message,
    ...(why === undefined ? {} : { why: `${why}.` }),
  }));
}

interface Known {
  /** Routes of the app at or below a path. */
  readonly routesBelow: ReadonlyMap<string, readonly Route[]>;
  /** Live routes at or below a path, in words. */
  readonly liveBelow: ReadonlyMap<string, readonly string[]>;
  readonly isOwn: (identity: string | undefined) => boolean;
  /** By `GET /posts/{id}`: what the stack's own templates say of a live method. */
  readonly ownMethods: ReadonlyMap<string, string>;
}

function explainCollision({ place, created, standing }: Collision, known: Known): Reason {
  const { path: createdPath, method } = readJetsMetadata(created.resource);
  switch (place.kind) {
    case 'variable':
    case 'path-part': {
      const path = createdPath ?? '';
      const reason = {
        routes: describeRoutes(known.routesBelow.get(path) ?? []),
        live: known.liveBelow.get(standing.path ?? '') ?? [`${standing.text} (without routes)`],
      };
      const isOwn = known.isOwn(standing.identity);
      const parent = parentOf(path);
      if (path === standing.path) {
        return {
          ...reason,
          code: 'path-part',
          message: `${path} exists already in the Rest API`,
          why: isOwn
            ? `API Gateway allows one ${lastPart(path)} under ${parent}, and CloudFormation creates the new one before it deletes the old one.`
            : `API Gateway allows one ${lastPart(path)} under ${parent}. The one that is live was not made by this stack, so no update replaces it.`,
          ...(isOwn
            ? {}
            : { fix: `To keep the Rest API, first delete the resource ${path} where it was made.` }),
        };
      }
      return {
        ...reason,
        code: 'sibling-variable',
        message: `${path} cannot stand beside ${standing.text}`,
        why: isOwn
          ? `API Gateway allows one path variable under ${parent}, and CloudFormation creates ${lastPart(path)} before it deletes ${lastPart(standing.text)}.`
          : `API Gateway allows one path variable under ${parent}. ${standing.text} was not made by this stack, so no update removes it.`,
        fix: isOwn
          ? `To keep the Rest API, keep the name: ${declare(standing.text)}`
          : `To keep the Rest API, first delete the resource ${standing.text} where it was made.`,
      };
    }
    case 'method': {
      const isOwn = known.ownMethods.has(standing.text);
      return {
        code: 'method',
        message: `${method ?? standing.text} exists already in the Rest API`,
        routes: describeRoutes(routesOf(method, known)),
        live: [known.ownMethods.get(standing.text) ?? `${standing.text} (made by hand)`],
        why: isOwn
          ? 'API Gateway allows one method of a verb on a path, and CloudFormation creates the new one before it deletes the old one.'
          : 'API Gateway allows one method of a verb on a path. The one that is live was not made by this stack, so no update replaces it.',
        ...(isOwn
          ? {}
          : { fix: `To keep the Rest API, first delete the method ${standing.text} where it was made.` }),
      };
    }
    case 'stage':
    case 'gateway-response':
      return {
        code: 'stage',
        message: `${capitalize(standing.text)} exists already in the Rest API`,
        why: 'The one that is live was not made by this stack, so no update replaces it.',
        fix: `To keep the Rest API, first delete ${standing.text} where it was made.`,
      };
    case 'function-name':
    case 'name':
      return {
        code: 'name',
        message: `${capitalize(standing.text)} exists already`,
        live: [`${standing.text}, made by ${describeOwner(standing.owner)}`],
        why: 'A name is given once in an account and region, and CloudFormation creates the new one before it deletes the old one.',
      };
  }
}

/** One reason for each thing that is gone, however much of the update needs it. */
function explainMissing(missing: readonly Missing[], known: Known): Reason[] {
  const whole = missing.find(({ kind }) => wholes.has(kind));
  if (whole) {
    const thing = wholes.get(whole.kind);
    return [
      { code: 'missing', message: `The ${thing} is gone, though the stack has it`, why: deletedByHand },
    ];
  }
  const functions = missing.filter(({ kind }) => kind === 'function').map(({ touched }) => touched.identity);
  const paths = new Set(
    missing.flatMap(({ kind, touched }) => (kind === 'api-resource' ? findGonePath(touched) : [])),
  );
  const methods = missing.flatMap(({ kind, touched }) =>
    kind === 'method' ? (readJetsMetadata(touched.resource).method ?? []) : [],
  );
  const isBelow = (path: string) => [...paths].some((gone) => path.startsWith(`${gone}/`));
  const explainGone = (gone: string, routes: readonly Route[]): Reason => ({
    code: 'missing',
    message: `${gone} is gone from the Rest API, though the stack has it`,
    routes: describeRoutes(routes),
    why: deletedByHand,
  });
  return [
    ...functions.map((identity): Reason => ({
      code: 'missing',
      message: `Function ${identity.replace(/^id:/, '')} is gone, though the stack has it`,
      why: deletedByHand,
    })),
    // What is below something that is gone went along with it.
    ...[...paths]
      .filter((path) => !isBelow(path))
      .map((path) => explainGone(path, known.routesBelow.get(path) ?? [])),
    ...methods
      .filter((method) => !isBelow(pathOf(method)) && !paths.has(pathOf(method)))
      .map((method) => explainGone(method, routesOf(method, known))),
  ];
}

/** Path of the API resource that is gone: of what is touched, or what it is to be made under or on. */
function findGonePath({ resource, action }: Missing['touched']): string {
  const { path, method } = readJetsMetadata(resource);
  if (method !== undefined) return pathOf(method);
  return action === 'create' || action === 'replace' ? parentOf(path ?? '') : (path ?? '');
}

/** `GET /posts/{id}` → `/posts/{id}`. */
function pathOf(method: string): string {
  return method.replace(/^\S+ /, '');
}

/** What takes the whole Rest API along. */
const wholes: ReadonlyMap<Missing['kind'], string> = new Map([
  ['rest-api', 'Rest API'],
  ['stage', 'stage of the Rest API'],
  ['nested-stack', 'nested stack with its routes'],
]);

const deletedByHand =
  'Somebody deleted it by hand. CloudFormation does not make it again, and an update that needs it fails.';

function explainUnfinished(method: string): Reason {
  return {
    code: 'method',
    message: `${method} has no integration, so that the Rest API cannot be published`,
    live: [`${method} (made by hand)`],
    why: 'API Gateway makes no Deployment while a method has none, and no update finishes or removes what it did not make.',
    fix: `To keep the Rest API, first finish or delete the method ${method} where it was made.`,
  };
}

function explainEndpointType({ from, to }: NonNullable<Obstacles['endpointType']>): Reason {
  return {
    code: 'endpoint-type',
    message: `The Rest API cannot become ${to}, because it is ${from}`,
    why: 'API Gateway changes no private API into an edge-optimized one.',
    fix: 'To keep the Rest API, make it REGIONAL: api.endpointType',
  };
}

function explainExcess({ standing, created, quota }: NonNullable<Obstacles['excess']>): Reason {
  return {
    code: 'resource-quota',
    message: `The Rest API would have ${standing + created} resources for a while, and ${quota} are allowed`,
    why: `${standing} are live and ${created} are new; CloudFormation deletes the ones that go only after it has created those that come.`,
    fix: 'To keep the Rest API, deploy the change in two parts, or have AWS raise the quota and set api.resourceQuota to it.',
  };
}

/** In words: who made a function. */
export function describeOwner(owner: Collision['standing']['owner']): string {
  return owner?.stackName === undefined
    ? 'no stack (by hand or by another tool)'
    : `stack ${owner.stackName}`;
}

function indexKnown({ app, restApis, livePages, physicalIds }: ExplainInput): Known {
  const ownMethods = new Map<string, string>();
  for (const page of livePages) {
    for (const resource of Object.values(page.Resources)) {
      const { method, route, target, preflight } = readJetsMetadata(resource);
      if (method === undefined) continue;
      if (route !== undefined) ownMethods.set(method, `${route} (${target})`);
      else if (preflight !== undefined) ownMethods.set(method, `CORS preflight of ${preflight}`);
    }
  }
  const own = new Set(Object.values(physicalIds).map((physicalId) => `id:${physicalId}`));
  const liveMethods = restApis.flatMap(({ resources }) =>
    resources.flatMap(({ path, methods }) => methods.map(({ verb }) => ({ path, verb }))),
  );
  return {
    routesBelow: indexByPrefix(app.routes, (route) => route),
    liveBelow: indexByPrefix(
      liveMethods,
      ({ verb, path }) => ownMethods.get(`${verb} ${path}`) ?? `${verb} ${path} (made by hand)`,
    ),
    isOwn: (identity) => identity !== undefined && own.has(identity),
    ownMethods,
  };
}

/** By every path above and at an item's own; the root only has its own. */
function indexByPrefix<T extends { readonly path: string }, R>(
  items: readonly T[],
  describe: (item: T) => R,
): ReadonlyMap<string, readonly R[]> {
  const index = new Map<string, R[]>();
  for (const item of items) {
    const described = describe(item);
    for (let { path } = item; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
      const list = index.get(path);
      if (list) list.push(described);
      else index.set(path, [described]);
    }
  }
  return index;
}

function describeRoutes(routes: readonly Route[]): ReasonRoute[] {
  return routes.map(({ verb, declaredPath, controller, action, source }) => ({
    route: `${verb} /${declaredPath}`,
    target: `${controller}#${action}`,
    file: source.file,
    line: source.line,
  }));
}

function routesOf(method: string | undefined, { routesBelow }: Known): Route[] {
  const [verb, path = ''] = (method ?? '').split(' ');
  return (routesBelow.get(path) ?? []).filter((route) => route.path === path && route.verb === verb);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `/posts/{id}/{path+}` → `posts/:id/*path`, as it is written in config/routes.ts. */
function declare(path: string): string {
  return path
    .slice(1)
    .replaceAll(/\{(\w[^}+]*)\+\}/g, '*$1')
    .replaceAll(/\{([^}]+)\}/g, ':$1');
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
