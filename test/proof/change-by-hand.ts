import type { Resource, Resources } from '@aws-sdk/client-api-gateway';

import type { App, Verb } from '../../src/app/app.ts';
import type { EngineHandle } from './engine.ts';
import type { Done, HandMade } from './hand-made.ts';
import { makeFunction, putMethod } from './make-by-hand.ts';

/** @param next the version that is deployed afterwards. */
export async function changeByHand(
  engine: EngineHandle,
  restApiId: string,
  changes: readonly HandMade[],
  next: App,
): Promise<Done[]> {
  const done: Done[] = [];
  for (const change of changes) {
    try {
      await changeOnce(engine, restApiId, change, next, (one) => done.push(one));
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return done;
}

async function changeOnce(
  engine: EngineHandle,
  restApiId: string,
  change: HandMade,
  next: App,
  report: (done: Done) => void,
): Promise<void> {
  const { items = [] } = await engine.call<Resources>('apigateway', 'GetResources', {
    restApiId,
    embed: ['methods'],
    limit: 500,
  });
  const resources = items.toSorted((one, other) => ((one.path ?? '') < (other.path ?? '') ? -1 : 1));
  const makeResource = async (parent: Resource | undefined, pathPart: string): Promise<Resource> => {
    const made = await engine.call<Resource>('apigateway', 'CreateResource', {
      restApiId,
      parentId: parent?.id,
      pathPart,
    });
    report({ words: `made ${made.path}`, deletes: false });
    return made;
  };
  const makeMethod = async ({ id, path }: Resource, verb: Verb, isUnfinished = false): Promise<void> => {
    await putMethod(engine, { restApiId, resourceId: id, httpMethod: verb }, isUnfinished);
    const words = `made ${verb} ${path}${isUnfinished ? ' without an integration' : ''}`;
    report({ words, method: `${verb} ${path}`, deletes: false });
  };
  switch (change.kind) {
    case 'resource': {
      const made = await makeResource(pick(resources, change.under), change.part);
      if (change.verb !== undefined) await makeMethod(made, change.verb);
      return;
    }
    case 'method': {
      const resource = pick(resources, change.on);
      if (resource) await makeMethod(resource, change.verb, change.isUnfinished);
      return;
    }
    case 'route': {
      const route = pick(next.routes, change.at);
      if (!route) return;
      const parts = route.path.split('/').filter((part) => part !== '');
      let here = resources.find(({ path }) => path === '/');
      for (const [index, part] of parts.slice(0, change.parts).entries()) {
        const path = `/${parts.slice(0, index + 1).join('/')}`;
        here = resources.find((resource) => resource.path === path) ?? (await makeResource(here, part));
      }
      if (here && here.path === route.path) await makeMethod(here, route.verb);
      return;
    }
    case 'function': {
      const functionName = pick(next.functions, change.at)?.name;
      if (functionName !== undefined && (await makeFunction(engine, functionName))) {
        report({ words: `made function ${functionName}`, functionName, deletes: false });
      }
      return;
    }
    case 'delete a resource': {
      const resource = pick(
        resources.filter(({ path }) => path !== '/'),
        change.at,
      );
      if (!resource) return;
      await engine.call('apigateway', 'DeleteResource', { restApiId, resourceId: resource.id });
      report({ words: `deleted ${resource.path} and what is below`, deletes: true });
      return;
    }
    case 'delete a method': {
      const methods = resources.flatMap(({ id, path, resourceMethods = {} }) =>
        Object.keys(resourceMethods).map((verb) => ({ id, path, verb })),
      );
      const method = pick(methods, change.at);
      if (!method) return;
      const { id, path, verb } = method;
      await engine.call('apigateway', 'DeleteMethod', { restApiId, resourceId: id, httpMethod: verb });
      report({ words: `deleted ${verb} ${path}`, deletes: true });
    }
  }
}

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % Math.max(items.length, 1)];
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && /^(BadRequest|Conflict)Exception$/.test(error.name);
}
