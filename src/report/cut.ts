/** What is shown of a long list, and how many are left out: a list that is hardly too long is shown whole. */
export function cut<Item>(
  items: readonly Item[],
  limit: number,
): { readonly shown: readonly Item[]; readonly left: number } {
  return items.length <= limit + 2
    ? { shown: items, left: 0 }
    : { shown: items.slice(0, limit), left: items.length - limit };
}
