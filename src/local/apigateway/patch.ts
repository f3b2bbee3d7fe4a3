import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { badRequest, validationError } from './errors.ts';

/**
 * What may be patched, by operation and JSON pointer: `/name`, or `/requestParameters/*` where the last part is a key.
 * Each gives the changed copy of the record; `key` is the unescaped last part.
 */
export type PatchRules<T> = {
  readonly [op in 'add' | 'replace' | 'remove']?: Readonly<
    Record<string, (record: T, value: string, key: string) => T>
  >;
};

/** How the service words an unknown path: recorded responses differ by resource. */
export type PatchWording = 'short' | 'listed';

const operations = ['add', 'remove', 'move', 'test', 'replace', 'copy'];

/**
 * Applies all operations or none, in order.
 * Texts as recorded from AWS in LocalStack's test_apigateway_api.snapshot.json (update_rest_api_*,
 * update_method_validation: short; update_resource_behaviour, invalid_update_request_validator_operations: listed).
 * @param shape name of the operation's input as validation errors spell it: `updateRestApiInput`.
 */
export function applyPatch<T>(
  record: T,
  patchOperations: readonly PatchOperation[] | undefined,
  rules: PatchRules<T>,
  { wording, shape }: { wording: PatchWording; shape: string },
): T {
  const patches = checkOperations(patchOperations, shape);
  return patches.reduce((patched, { op, path, value }) => {
    const { pattern, key } = findRule(op, path, rules, wording);
    const apply = rules[op as keyof PatchRules<T>]?.[pattern];
    if (!apply) throw badRequest(`Invalid patch path ${path}`);
    return apply(patched, value, key);
  }, record);
}

export interface Patch {
  readonly op: string;
  readonly path: string;
  readonly value: string;
  readonly from?: string | undefined;
}

/** Refuses unknown operations as AWS's model does, and fills in what may be left out. */
export function checkOperations(
  patchOperations: readonly PatchOperation[] | undefined,
  shape: string,
): readonly Patch[] {
  const unknown = (patchOperations ?? []).flatMap(({ op }, index) =>
    op === undefined || operations.includes(op)
      ? []
      : [
          `Value '${op}' at '${shape}.patchOperations.${index + 1}.member.op' failed to satisfy constraint: ` +
            `Member must satisfy enum value set: [${operations.join(', ')}]`,
        ],
  );
  if (unknown.length > 0) throw validationError(unknown);
  return (patchOperations ?? []).map(({ op, path, value, from }) => {
    if (op === undefined) throw badRequest('Invalid patch operation specified. Must be one of: [replace]');
    if (path === undefined) throw badRequest('Invalid patch path null');
    return { op, path, value: value ?? '', from };
  });
}

/** `/variables/a~1b` → `['variables', 'a/b']` (RFC 6901). */
export function parsePointer(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function findRule<T>(
  op: string,
  path: string,
  rules: PatchRules<T>,
  wording: PatchWording,
): { pattern: string; key: string } {
  const parts = parsePointer(path);
  const key = parts.at(-1) ?? '';
  const wildcard = `/${[...parts.slice(0, -1), '*'].join('/')}`;
  const known = (candidate: string): boolean => rules[op as keyof PatchRules<T>]?.[candidate] !== undefined;
  if (known(path)) return { pattern: path, key };
  if (known(wildcard)) return { pattern: wildcard, key };

  if (wording === 'short') {
    const supported = (['add', 'remove', 'replace'] as const).filter(
      (other) => rules[other]?.[path] ?? rules[other]?.[wildcard],
    );
    if (supported.length === 0) throw badRequest(`Invalid patch path ${path}`);
    throw badRequest(
      supported.length === 3
        ? `Invalid patch operation specified. Must be 'add'|'remove'|'replace'`
        : `Invalid patch operation specified. Must be one of: [${supported.join(', ')}]`,
    );
  }
  const paths = Object.keys(rules[op as keyof PatchRules<T>] ?? {});
  throw badRequest(
    `Invalid patch path  '${path}' specified for op '${op}'. ` +
      (paths.length > 0 ? `Must be one of: [${paths.join(', ')}]` : 'Please choose supported operations'),
  );
}

/** `true` in any case is true, everything else false, as recorded for `/apiKeyRequired`. */
export function toBoolean(value: string): boolean {
  return value.toLowerCase() === 'true';
}

/** A copy with the key set. */
export function withKey<V>(
  map: Readonly<Record<string, V>> | undefined,
  key: string,
  value: V,
): Readonly<Record<string, V>> {
  return { ...map, [key]: value };
}

/** A copy without the key; `undefined` when nothing is left, as empty maps are left out of answers. */
export function withoutKey<V>(
  map: Readonly<Record<string, V>> | undefined,
  key: string,
): Readonly<Record<string, V>> | undefined {
  const rest = Object.fromEntries(Object.entries(map ?? {}).filter(([name]) => name !== key));
  return Object.keys(rest).length > 0 ? rest : undefined;
}
