/** By code units, so that the order is the same on every machine. */
export function sortBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...items].sort((one, other) => {
    const [left, right] = [keyOf(one), keyOf(other)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}
