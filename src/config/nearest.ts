/**
 * The candidate a person most likely meant: the one with the smallest edit distance, when that is at most a third of
 * the word (and at least one edit is always forgiven). Case counts as half an edit.
 */
export function findNearest(word: string, candidates: Iterable<string>): string | undefined {
  let limit = Math.max(1, Math.floor(word.length / 3));
  let nearest: string | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = measureDistance(word, candidate);
    if (distance <= limit && (nearest === undefined || distance < limit)) {
      nearest = candidate;
      limit = distance;
    }
  }
  return nearest;
}

/** Edits from one word to the other: insert, remove, change, swap two neighbours. */
function measureDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const [a, b] = [from.charAt(row - 1), to.charAt(column - 1)];
      const change = a === b ? 0 : a.toLowerCase() === b.toLowerCase() ? 0.5 : 1;
      let best = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + change,
      );
      const swapped = a === to.charAt(column - 2) && from.charAt(row - 2) === b;
      if (row > 1 && column > 1 && swapped) best = Math.min(best, at(beforePrevious, column - 2) + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, to.length);
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] ?? Number.POSITIVE_INFINITY;
}
