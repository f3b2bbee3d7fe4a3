/** What each node comes after. Names that are no nodes are ignored. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Every node that cannot be ordered because it waits, directly or not, for itself. Empty when there is an order. */
export function findCycle(graph: Graph): readonly string[] {
  // Taken away from both ends until only nodes between cycles and cycles are left.
  const forward = withoutOrdered(graph);
  return [...withoutOrdered(reverse(forward)).keys()].sort();
}

/** The graph with every edge turned round: what each node comes before. */
export function reverse(graph: Graph): Graph {
  const turned = new Map<string, string[]>([...graph.keys()].map((node) => [node, []]));
  for (const [node, earlier] of graph) for (const other of earlier) turned.get(other)?.push(node);
  return turned;
}

function withoutOrdered(graph: Graph): Graph {
  const waits = new Map<string, number>();
  for (const [node, earlier] of graph) waits.set(node, earlier.filter((other) => graph.has(other)).length);
  const later = reverse(graph);
  const ready = [...waits].filter(([, count]) => count === 0).map(([node]) => node);
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    waits.delete(node);
    for (const other of later.get(node) ?? []) {
      const count = (waits.get(other) ?? 0) - 1;
      waits.set(other, count);
      if (count === 0) ready.push(other);
    }
  }
  return new Map([...graph].filter(([node]) => waits.has(node)));
}

/**
 * Runs `task` for every node once everything it comes after has run, independent nodes at the same time.
 * @param mayStart asked before each start; once it says no, nothing further starts and what runs is waited for.
 * @returns nodes that were not started.
 */
export async function runInOrder(
  graph: Graph,
  task: (node: string) => Promise<void>,
  mayStart: (node: string) => boolean = () => true,
): Promise<readonly string[]> {
  const later = reverse(graph);
  const waits = new Map<string, number>();
  for (const [node, earlier] of graph) waits.set(node, earlier.filter((other) => graph.has(other)).length);
  const skipped: string[] = [];
  const visit = async (node: string): Promise<void> => {
    waits.delete(node);
    if (mayStart(node)) await task(node);
    else skipped.push(node);
    const ready = (later.get(node) ?? []).filter((other) => {
      const count = (waits.get(other) ?? 0) - 1;
      waits.set(other, count);
      return count === 0;
    });
    await Promise.all(ready.map(visit));
  };
  await Promise.all([...waits].filter(([, count]) => count === 0).map(([node]) => visit(node)));
  // A cycle can only come from records of two templates; its members have no order to keep.
  await Promise.all(
    [...waits.keys()].map(async (node) => {
      if (mayStart(node)) await task(node);
      else skipped.push(node);
    }),
  );
  return skipped;
}
