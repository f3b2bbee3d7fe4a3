import type { App } from '../app/app.ts';
import { compare } from '../templates/canonical-json.ts';
import { readJetsMetadata } from '../templates/jets-metadata.ts';
import type { Template, TemplateResource } from '../templates/template.ts';
import { findServingFunctions } from './find-serving-functions.ts';
import type { FunctionChanges, PlannedFunction } from './plan.ts';
import { isSameJson } from './same-json.ts';

/**
 * Which functions are new, gone or different, and in what. They are told by their key, not by their logical id, because
 * a function that loses its name gets another one.
 *
 * `code`: another zip. `settings`: anything else of the function's configuration, or how long its logs are kept.
 * `permissions`: its role. `schedule`: when its job runs. `name`: another name, none any more, or a made-up one again.
 * Versions and aliases are left out of account: they follow from the rest.
 *
 * @param liveRoot the root stack's template; absent when nothing is deployed.
 * @returns functions sorted by key. A function that only a Rest API on its way out still needs counts as removed.
 */
export function diffFunctions(
  app: App,
  liveRoot: Template | undefined,
  desiredRoot: Template,
): FunctionChanges {
  const live = liveRoot ? readFunctions(liveRoot) : new Map<string, FunctionParts>();
  const desired = readFunctions(desiredRoot);
  const added: PlannedFunction[] = [];
  const changed: PlannedFunction[] = [];
  for (const { key, kind } of app.functions) {
    const parts = desired.get(key);
    if (!parts) throw new Error(`The templates lack function ${key}`);
    const before = live.get(key);
    const planned = { key, kind, ...nameOf(parts) };
    if (!before) {
      added.push(planned);
      continue;
    }
    const changes = listChanges(before, parts);
    if (changes.length > 0) changed.push({ ...planned, changes });
  }
  const keys = new Set(app.functions.map(({ key }) => key));
  const removed = [...live]
    .filter(([key]) => !keys.has(key))
    .map(([key, parts]): PlannedFunction => ({
      key,
      kind: parts.rule ? 'job' : 'controller',
      ...nameOf(parts),
    }));
  return {
    added: added.sort(byKey),
    removed: removed.sort(byKey),
    changed: changed.sort(byKey),
    unchanged: app.functions.length - added.length - changed.length,
  };
}

/** The resources of one function, as far as they tell what it is. */
interface FunctionParts {
  readonly logicalId: string;
  readonly function: TemplateResource;
  readonly role?: TemplateResource;
  readonly logGroup?: TemplateResource;
  readonly rule?: TemplateResource;
}

const partOfType: Readonly<Record<string, keyof FunctionParts>> = {
  'AWS::IAM::Role': 'role',
  'AWS::Logs::LogGroup': 'logGroup',
  'AWS::Events::Rule': 'rule',
};

function readFunctions(root: Template): Map<string, FunctionParts> {
  const serving = findServingFunctions(root);
  const functions = new Map<string, Pick<FunctionParts, 'logicalId' | 'function'>>();
  const others = new Map<string, Partial<FunctionParts>>();
  for (const [logicalId, resource] of Object.entries(root.Resources)) {
    const key = readJetsMetadata(resource).function;
    if (key === undefined) continue;
    const part = partOfType[resource.Type];
    if (part) others.set(key, { ...others.get(key), [part]: resource });
    if (resource.Type !== 'AWS::Lambda::Function') continue;
    if (!functions.has(key) || serving.has(logicalId)) functions.set(key, { logicalId, function: resource });
  }
  return new Map([...functions].map(([key, main]) => [key, { ...others.get(key), ...main }]));
}

function listChanges(before: FunctionParts, parts: FunctionParts): NonNullable<PlannedFunction['changes']> {
  const { FunctionName: nameBefore, Code: codeBefore, ...settingsBefore } = before.function.Properties ?? {};
  const { FunctionName: name, Code: code, ...settings } = parts.function.Properties ?? {};
  const same = {
    code: isSameJson(codeBefore, code),
    settings:
      isSameJson(settingsBefore, settings) &&
      isSameJson(before.logGroup?.Properties, parts.logGroup?.Properties),
    permissions: isSameJson(before.role?.Properties, parts.role?.Properties),
    schedule: isSameJson(before.rule?.Properties, parts.rule?.Properties),
    name: nameBefore === name && before.logicalId === parts.logicalId,
  };
  return (['code', 'settings', 'permissions', 'schedule', 'name'] as const).filter((part) => !same[part]);
}

function nameOf(parts: FunctionParts): { readonly name?: string } {
  const name = parts.function.Properties?.['FunctionName'];
  return typeof name === 'string' ? { name } : {};
}

function byKey(one: PlannedFunction, other: PlannedFunction): number {
  return compare(one.key, other.key);
}
