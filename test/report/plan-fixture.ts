import type { Plan, PlannedFunction, PlannedRoute, PlanStep, ResourceChange } from '../../src/plan/plan.ts';

const plain = (text: string) => text;

/** No colours: what a file or a pipe gets. */
export const paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };

/** A plan that updates demo-dev in place, apart from what is given. */
export function sketchPlan(given: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    namespace: 'demo-dev',
    region: 'us-east-1',
    liveDigest: 'f00d',
    asked: { functionNames: [] },
    strategy: {
      kind: 'in-place',
      reasons: [{ code: 'changed', message: 'CloudFormation can make every change in place' }],
    },
    endpoint: { changes: false, current: liveEndpoint },
    routes: { added: [], removed: [], changed: [], unchanged: 3 },
    functions: { added: [], removed: [], changed: [], unchanged: 1 },
    toolkit: 'keep',
    toolkitTemplate: { body: '{}', digest: 'd0' },
    steps: [],
    templates: [],
    artifacts: [],
    tags: {},
    effort: { operations: 6, seconds: 41 },
    warnings: [],
    ...given,
  };
}

export const liveEndpoint = 'https://abc123.execute-api.us-east-1.amazonaws.com/dev';

/** `GET /posts/{id} posts#show`; with a line, it is in config/routes.ts. */
export function sketchRoute(text: string, line?: number): PlannedRoute {
  const [verb, path = '', target = ''] = text.split(' ');
  return {
    verb: verb as PlannedRoute['verb'],
    path,
    target,
    ...(line === undefined ? {} : { file: 'config/routes.ts', line }),
  };
}

/** Named as jets names it. */
export function sketchFunction(key: string, changes?: PlannedFunction['changes']): PlannedFunction {
  const kind = key.includes('_job') ? 'job' : 'controller';
  return { key, kind, name: `demo-dev-${key}`, ...(changes ? { changes } : {}) };
}

/** One update of the root stack and a nested one. `create ApiGateway::Method 2`: so many of a type. */
export function sketchUpdate(
  phase: 'prepare' | 'deploy' | 'expand' | 'contract',
  app: readonly string[],
  page: readonly string[] = [],
  action: 'create' | 'update' = 'update',
): PlanStep {
  const changes = [
    { stack: 'app', changes: app.flatMap(sketchChanges) },
    { stack: 'RestApiPage1', changes: page.flatMap(sketchChanges) },
  ];
  return {
    kind: 'update',
    phase,
    action,
    template: `${phase}.json`,
    changes: changes.filter((stack) => stack.changes.length > 0),
  };
}

function sketchChanges(text: string): ResourceChange[] {
  const [action = '', type = '', count = '1'] = text.split(' ');
  return Array.from({ length: Number(count) }, (_, index) => ({
    action: action as ResourceChange['action'],
    type: `AWS::${type}`,
    logicalId: `${type.split('::').at(-1) ?? ''}${index + 1}`,
  }));
}
