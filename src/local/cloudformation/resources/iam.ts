import type { CallContext, Properties, ResourceContext } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { readStrings } from './properties.ts';

/** One operation of IAM. */
// oxlint-disable-next-line typescript/no-explicit-any -- see Cloud.call
export function callIam(context: CallContext, operation: string, input: object): Promise<any> {
  return context.cloud.call('iam', operation, input, context);
}

export function removeFromIam(context: ResourceContext, operation: string, input: object): Promise<void> {
  return ignoreMissing(callIam(context, operation, input));
}

/** Who a policy resource names, in the spelling of IAM's operations: `PutRolePolicy` with `RoleName`. */
export interface PolicyHolder {
  readonly kind: 'Role' | 'User' | 'Group';
  readonly name: string;
}

export function readHolders(properties: Properties): PolicyHolder[] {
  return (['Role', 'User', 'Group'] as const).flatMap((kind) =>
    (readStrings(properties, `${kind}s`) ?? []).map((name) => ({ kind, name })),
  );
}

export function withoutHolders(all: readonly PolicyHolder[], kept: readonly PolicyHolder[]): PolicyHolder[] {
  return all.filter((one) => !kept.some(({ kind, name }) => kind === one.kind && name === one.name));
}
