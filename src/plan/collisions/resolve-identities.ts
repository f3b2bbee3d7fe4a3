import type { TemplateResource } from '../../templates/template.ts';
import { isSameJson } from '../same-json.ts';
import { createOnlyProperties } from './create-only.ts';
import { evaluate, evaluateProperties, type Scope } from './symbols.ts';
import type { LiveTree, TemplateTree } from './template-tree.ts';

/** What an update does with one resource of the new templates. */
export interface ResolvedResource {
  /** `<nested stack>/<logical id>`. */
  readonly key: string;
  /** Empty for the root stack, else the nested stack's logical id. */
  readonly stack: string;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  readonly action: 'create' | 'replace' | 'update' | 'keep';
  /** Symbol of the physical resource: `id:<physical id>` of one that stays, `new:<key>` of one that is made. */
  readonly identity: string;
  /** Properties with every reference replaced by its symbol. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Says of every resource of the desired templates whether CloudFormation will leave it, update it in place, make it, or
 * make it anew because a create-only property changes (AWS-FACTS 1, "What replaces a resource"). A replaced resource
 * changes what refers to it, so replacement spreads along create-only references, and only along those.
 */
export function resolveIdentities(desired: TemplateTree, live: LiveTree | undefined): ResolvedResource[] {
  const liveScopes = live && openScopes(live, (key) => identityOfPhysical(live.physicalIds[key], key));
  const resolved = new Map<string, ResolvedResource>();

  const resolve = (key: string): ResolvedResource => {
    const known = resolved.get(key);
    if (known) return known;
    const made = resolveOne(key);
    resolved.set(key, made);
    return made;
  };
  const desiredScopes = openScopes(desired, (key) => resolve(key).identity);

  const resolveOne = (key: string): ResolvedResource => {
    const slash = key.indexOf('/');
    const [stack, logicalId] = [key.slice(0, slash), key.slice(slash + 1)];
    const scope = desiredScopes(stack);
    const resource = scope.template.Resources[logicalId];
    if (!resource) throw new Error(`No resource ${key}`);
    const properties = evaluateProperties(resource, scope);
    const base = { key, stack, logicalId, resource, properties };
    const physicalId = live?.physicalIds[key];
    const liveScope = live && liveScopes && hasStack(live, stack) ? liveScopes(stack) : undefined;
    const liveResource = liveScope?.template.Resources[logicalId];
    if (!liveScope || physicalId === undefined || liveResource?.Type !== resource.Type) {
      return { ...base, action: 'create', identity: `new:${key}` };
    }
    const liveProperties = evaluateProperties(liveResource, liveScope);
    const identity = identityOfPhysical(physicalId, key);
    if (isSameJson(properties, liveProperties)) return { ...base, action: 'keep', identity };
    const isReplaced = createOnlyProperties(resource.Type).some(
      (path) => !isSameJson(readPath(properties, path), readPath(liveProperties, path)),
    );
    return isReplaced
      ? { ...base, action: 'replace', identity: `new:${key}` }
      : { ...base, action: 'update', identity };
  };

  return listKeys(desired).map(resolve);
}

/** Symbol of something that exists. */
export function identityOfPhysical(physicalId: string | undefined, key: string): string {
  return physicalId === undefined ? `unknown:${key}` : `id:${physicalId}`;
}

/** Scopes of a tree's stacks, made when first asked for. @param identityOf symbol of the resource with this key. */
function openScopes(tree: TemplateTree, identityOf: (key: string) => string): (stack: string) => Scope {
  const scopes = new Map<string, Scope>();
  const scopeOf = (stack: string): Scope => {
    const known = scopes.get(stack);
    if (known) return known;
    const scope = open(stack);
    scopes.set(stack, scope);
    return scope;
  };
  const open = (stack: string): Scope => {
    const template = stack === '' ? tree.root : tree.pages.get(stack);
    if (!template) throw new Error(`No template for nested stack ${stack}`);
    const given = stack === '' ? undefined : tree.root.Resources[stack]?.Properties?.['Parameters'];
    const parameters = (given ?? {}) as Readonly<Record<string, unknown>>;
    const values = new Map<string, unknown>();
    const evaluateParameter = (name: string): unknown => {
      if (stack === '') return `parameter:${name}`;
      if (!values.has(name)) values.set(name, evaluate(parameters[name], scopeOf('')));
      return values.get(name);
    };
    return {
      template,
      identity: (logicalId) => identityOf(`${stack}/${logicalId}`),
      parameter: evaluateParameter,
      nestedOutput: (logicalId, output) => {
        const nested = tree.pages.get(logicalId);
        return nested && evaluate(nested.Outputs?.[output]?.Value, scopeOf(logicalId));
      },
    };
  };
  return scopeOf;
}

function hasStack(tree: TemplateTree, stack: string): boolean {
  return stack === '' || tree.pages.has(stack);
}

function listKeys({ root, pages }: TemplateTree): string[] {
  return [
    ...Object.keys(root.Resources).map((logicalId) => `/${logicalId}`),
    ...[...pages].flatMap(([stack, template]) =>
      Object.keys(template.Resources).map((logicalId) => `${stack}/${logicalId}`),
    ),
  ];
}

/** `Parent/Child` reads a nested property, as AWS's schemas write it. */
function readPath(properties: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split('/')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], properties);
}
