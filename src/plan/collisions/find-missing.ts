import { resourceIdentity } from './standing.ts';
import type { LiveForCollisions } from './find-collisions.ts';
import type { ResolvedResource } from './resolve-identities.ts';
import { functionNamePlace, methodPlace, stagePlace } from './unique-places.ts';

/** Something the update would touch or build on that CloudFormation made and that is gone: it would roll back. */
export interface Missing {
  /** What the update does. */
  readonly touched: ResolvedResource;
  /** What is gone: a Rest API, a nested stack, an API resource, a method, a stage or a function. */
  readonly kind: 'rest-api' | 'nested-stack' | 'api-resource' | 'method' | 'stage' | 'function';
}

/**
 * What was deleted by hand and would be needed. API Gateway answers 404 for it (AWS-FACTS 2, unknown ids), which fails
 * the update. So does what is left as it is when a new Deployment is taken: the update would succeed, but its snapshot
 * would lack those routes. What is merely to be deleted does not count. Linear.
 *
 * @param resolved every resource of the new templates.
 * @param functionNames names that were asked for: of others nothing is known.
 * @param nestedStacks logical ids of those that can be updated; CloudFormation updates every one each time (AWS-FACTS 1.5).
 * @param retags whether the stack's tags change: CloudFormation then updates everything that has tags.
 */
export function findMissing(
  resolved: readonly ResolvedResource[],
  { restApis, functions }: Pick<LiveForCollisions, 'restApis' | 'functions'>,
  functionNames: readonly string[],
  nestedStacks: ReadonlySet<string>,
  retags = false,
): Missing[] {
  const apis = new Set(restApis.map(({ id }) => `id:${id}`));
  const resources = new Set(
    restApis.flatMap((restApi) => restApi.resources.map(({ id }) => resourceIdentity(restApi, id))),
  );
  const methods = new Set(
    restApis.flatMap((restApi) =>
      restApi.resources.flatMap(({ id, methods: verbs }) =>
        verbs.map(({ verb }) => methodPlace(`id:${restApi.id}`, resourceIdentity(restApi, id), verb).key),
      ),
    ),
  );
  const stages = new Set(
    restApis.flatMap(({ id, stages: all }) => all.map(({ name }) => stagePlace(`id:${id}`, name).key)),
  );
  const asked = new Set(functionNames.map((name) => functionNamePlace(name).key));
  const found = new Set(functions.map(({ name }) => functionNamePlace(name).key));

  const publishing = new Set(
    resolved
      .filter(
        ({ resource, action }) => resource.Type === 'AWS::ApiGateway::Deployment' && action === 'create',
      )
      .map(({ properties }) => properties['RestApiId']),
  );
  const isPublished = ({ resource, properties }: ResolvedResource) =>
    /^AWS::ApiGateway::(Resource|Method)$/.test(resource.Type) && publishing.has(properties['RestApiId']);

  return resolved.flatMap((touched): Missing[] => {
    const { resource, action, identity, properties, logicalId } = touched;
    if (resource.Type === 'AWS::CloudFormation::Stack') {
      return action !== 'create' && !nestedStacks.has(logicalId) ? [{ touched, kind: 'nested-stack' }] : [];
    }
    const isUpdate = action === 'update' || (action === 'keep' && retags && hasTags.has(resource.Type));
    const isStanding = isUpdate || (action === 'keep' && isPublished(touched));
    if (action === 'keep' && !isStanding) return [];
    const at = (name: string) => String(properties[name]);
    const lacks = (name: string, present: ReadonlySet<string>) =>
      properties[name] !== undefined && at(name).startsWith('id:') && !present.has(at(name));
    switch (resource.Type) {
      case 'AWS::ApiGateway::RestApi':
        return isUpdate && !apis.has(identity) ? [{ touched, kind: 'rest-api' }] : [];
      case 'AWS::ApiGateway::Resource':
        if (lacks('RestApiId', apis)) return [{ touched, kind: 'rest-api' }];
        if (lacks('ParentId', resources)) return [{ touched, kind: 'api-resource' }];
        return isStanding && !resources.has(identity) ? [{ touched, kind: 'api-resource' }] : [];
      case 'AWS::ApiGateway::Method':
        if (lacks('RestApiId', apis)) return [{ touched, kind: 'rest-api' }];
        if (lacks('ResourceId', resources)) return [{ touched, kind: 'api-resource' }];
        return isStanding &&
          !methods.has(methodPlace(at('RestApiId'), at('ResourceId'), at('HttpMethod')).key)
          ? [{ touched, kind: 'method' }]
          : [];
      case 'AWS::ApiGateway::Deployment':
        return lacks('RestApiId', apis) ? [{ touched, kind: 'rest-api' }] : [];
      case 'AWS::ApiGateway::Stage':
        if (lacks('RestApiId', apis)) return [{ touched, kind: 'rest-api' }];
        return isUpdate && !stages.has(stagePlace(at('RestApiId'), at('StageName')).key)
          ? [{ touched, kind: 'stage' }]
          : [];
      case 'AWS::Lambda::Function': {
        const { key } = functionNamePlace(identity.replace(/^id:/, ''));
        return isUpdate && asked.has(key) && !found.has(key) ? [{ touched, kind: 'function' }] : [];
      }
      default:
        return [];
    }
  });
}

/** Types of those looked for here that get the stack's tags. */
const hasTags: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::Lambda::Function',
]);
