/** Equality of JSON values; the order of keys does not count, the order of items does. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const oneEntries = Object.entries(one);
  const otherRecord = other as Record<string, unknown>;
  return (
    oneEntries.length === Object.keys(other).length &&
    oneEntries.every(([key, value]) => Object.hasOwn(other, key) && isSameJson(value, otherRecord[key]))
  );
}
