import type { LiveFunction, LiveRestApi } from '../../live/live-details.ts';
import {
  functionNamePlace,
  isVariable,
  methodPlace,
  pathPartPlace,
  stagePlace,
  type UniquePlace,
  variablePlace,
} from './unique-places.ts';

/** Something live that takes a place: whoever made it, and also when the new templates no longer have it. */
export interface Standing {
  readonly place: UniquePlace;
  /** Of a resource or method: the path it is at or on, `/posts/{id}`. */
  readonly path?: string;
  /** In a person's words: `/posts/{id}`, `GET /posts/{id}`, `function blog-dev-posts_controller`. */
  readonly text: string;
  /** Symbol of its physical resource, where templates can name it. */
  readonly identity?: string;
  /** Of a function: who made it. */
  readonly owner?: Pick<LiveFunction, 'stackName' | 'stackId'>;
}

/** What a live Rest API takes: every resource's part and variable, every method, every stage. Linear. */
export function listStandingInRestApi(restApi: LiveRestApi): Standing[] {
  const api = `id:${restApi.id}`;
  const resources = restApi.resources.flatMap((resource): Standing[] => {
    const identity = resourceIdentity(restApi, resource.id);
    const { path, parentId, pathPart } = resource;
    const methods = resource.methods.map(({ verb }): Standing => ({
      place: methodPlace(api, identity, verb),
      path,
      text: `${verb} ${path}`,
    }));
    if (parentId === undefined || pathPart === undefined) return methods;
    const parent = resourceIdentity(restApi, parentId);
    const places = [
      pathPartPlace(parent, pathPart),
      ...(isVariable(pathPart) ? [variablePlace(parent)] : []),
    ];
    return [...places.map((place): Standing => ({ place, path, text: path, identity })), ...methods];
  });
  const stages = restApi.stages.map(({ name }): Standing => ({
    place: stagePlace(api, name),
    text: `stage ${name}`,
  }));
  return [...resources, ...stages];
}

/** Symbol by which templates name a live API resource. */
export function resourceIdentity(
  { id, rootResourceId }: Pick<LiveRestApi, 'id' | 'rootResourceId'>,
  resourceId: string,
): string {
  return resourceId === rootResourceId ? `id:${id}.RootResourceId` : `id:${resourceId}`;
}

/** A function that exists under a name. */
export function standingFunction({ name, stackName, stackId }: LiveFunction): Standing {
  return {
    place: functionNamePlace(name),
    text: `function ${name}`,
    identity: `id:${name}`,
    owner: {
      ...(stackName === undefined ? {} : { stackName }),
      ...(stackId === undefined ? {} : { stackId }),
    },
  };
}
