/** Commands run beside each other two at a time: each keeps a core busy. */
const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];

/** Runs it when one of the two lanes is free. */
export function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const result = (lanes.shift() ?? Promise.resolve()).then(run);
  lanes.push(result.catch(() => undefined));
  return result;
}
