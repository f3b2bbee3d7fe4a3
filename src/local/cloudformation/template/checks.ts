import { validationError } from '../errors.ts';

/** Quotas of one template (AWS-FACTS 1, Limits). */
const limits = { resources: 500, outputs: 200, parameters: 200 };

export function checkCount(kind: keyof typeof limits, count: number): void {
  const limit = limits[kind];
  if (count > limit) {
    throw validationError(
      `Template format error: Number of ${kind}, ${count}, is greater than maximum allowed, ${limit}`,
    );
  }
}

export function checkLogicalIds(ids: Iterable<string>, block: string): void {
  for (const id of ids) {
    if (!/^[A-Za-z0-9]{1,255}$/.test(id)) {
      throw validationError(`Template format error: ${block} name ${id} is non alphanumeric.`);
    }
  }
}

/** A member of an object, or nothing: exact optional properties take no undefined. */
export function defined<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
