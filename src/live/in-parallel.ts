/** Calls at once to one service; more would only be throttled. */
const concurrency = 8;

/**
 * Reads something of each item, a few at once, and gives the results in the order of the items. After the first
 * failure no further item is begun; it is thrown when what is under way has ended.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const pending = [...items.entries()];
  const worker = async () => {
    try {
      for (let next = pending.shift(); next; next = pending.shift()) results[next[0]] = await read(next[1]);
    } catch (error) {
      pending.length = 0;
      throw error;
    }
  };
  const workers = await Promise.allSettled(
    Array.from({ length: Math.min(concurrency, items.length) }, worker),
  );
  for (const ended of workers) if (ended.status === 'rejected') throw ended.reason;
  return results;
}
