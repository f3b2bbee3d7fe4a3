import type { Problem } from '../problem.ts';
import type { ApiItem } from './api-items.ts';
import { limits } from './limits.ts';
import { pageParameters } from './api-method.ts';

export interface PageLimits {
  /** Items up to which a page takes anything new. The rest is head-room, for what grows around what is live there. */
  readonly fill: number;
  /** Items a page can hold. */
  readonly full: number;
  /** Resources of other pages that a page can refer to. */
  readonly imports: number;
  /** Resources of a page that other pages can refer to. */
  readonly exports: number;
}

/** What is known of an item when pages are assigned. */
export type PageItem = Pick<ApiItem, 'key' | 'parentKey'>;

export interface PageAssignment {
  /** Page (1-based) of every item, by key. */
  readonly pageOf: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

const defaultLimits: PageLimits = {
  fill: 400,
  full: limits.resourcesPerTemplate,
  imports: limits.parametersPerTemplate - Object.keys(pageParameters).length,
  exports: limits.outputsPerTemplate,
};

/**
 * Which nested stack holds what. What is live stays where it is, because moving it between stacks always collides
 * (AWS-FACTS 1.5); what is new fills free room. Nothing is on a smaller page than its parent, so ids flow from smaller
 * to larger pages only, and nested stacks never wait for each other in a circle.
 *
 * A page that has become empty is simply absent; the others keep their numbers.
 *
 * @param items parents before children; best depth-first, so that few items are apart from their parent.
 * @param livePages page by item key. Keys that are no longer among the items are left out of account.
 */
export function assignPages(
  items: readonly PageItem[],
  livePages: ReadonlyMap<string, number> = new Map(),
  pageLimits: PageLimits = defaultLimits,
): PageAssignment {
  const pageOf = new Map<string, number>();
  const pages = createPages(pageLimits);
  for (const { key } of items) {
    const live = livePages.get(key);
    if (live !== undefined) pages.place(key, live, pageOf);
  }
  for (const { key, parentKey } of items) {
    const parentPage = parentKey === undefined ? undefined : pageOf.get(parentKey);
    if (livePages.has(key) && parentKey !== undefined && parentPage !== undefined) {
      pages.connect(parentKey, parentPage, pageOf.get(key) ?? 0);
    }
  }
  const problems: Problem[] = [];
  for (const { key, parentKey } of items) {
    if (pageOf.has(key)) continue;
    const parentPage = (parentKey === undefined ? undefined : pageOf.get(parentKey)) ?? 1;
    const isMethod = !key.startsWith('/');
    const closeToParent = parentKey !== undefined && (isMethod || livePages.has(parentKey));
    const page = pages.findRoom(parentKey, parentPage, closeToParent);
    if (page === undefined) problems.push(noRoom(key, parentPage));
    pages.place(key, page ?? parentPage, pageOf);
    if (parentKey !== undefined) pages.connect(parentKey, parentPage, page ?? parentPage);
  }
  for (const { key, parentKey } of items) {
    const parentPage = parentKey === undefined ? undefined : pageOf.get(parentKey);
    const page = pageOf.get(key) ?? 0;
    if (parentPage !== undefined && page < parentPage) problems.push(outOfOrder(key, page, parentPage));
  }
  return { pageOf, problems };
}

/** Counts what is on the pages while they are filled. Counts only grow, so a page that was closed stays closed. */
function createPages({ fill, full, imports, exports }: PageLimits) {
  const counts: number[] = [];
  /** By page: keys of resources elsewhere that it refers to, and of its own that others refer to. */
  const importsOf = new Map<number, Set<string>>();
  const exportsOf = new Map<number, Set<string>>();
  /** By closed page: a later page to look at next. Shortened on the way, so a search is nearly constant. */
  const next: number[] = [];
  const count = (page: number) => counts[page] ?? 0;

  const firstOpen = (from: number): number => {
    let open = from;
    while (count(open) >= fill) open = next[open] ?? open + 1;
    for (let page = from; page < open;) {
      const following = next[page] ?? page + 1;
      next[page] = open;
      page = following;
    }
    return open;
  };

  return {
    place(key: string, page: number, pageOf: Map<string, number>): void {
      pageOf.set(key, page);
      counts[page] = count(page) + 1;
    },
    connect(parentKey: string, parentPage: number, page: number): void {
      if (page === parentPage) return;
      addTo(importsOf, page, parentKey);
      addTo(exportsOf, parentPage, parentKey);
    },
    findRoom(parentKey: string | undefined, parentPage: number, closeToParent: boolean): number | undefined {
      if (closeToParent && count(parentPage) < full) return parentPage;
      const ownExports = exportsOf.get(parentPage);
      const mayLeave =
        parentKey === undefined || ownExports?.has(parentKey) || (ownExports?.size ?? 0) < exports;
      for (let page = firstOpen(parentPage); ; page = firstOpen(page + 1)) {
        if (page === parentPage || (mayLeave && mayImport(page))) return page;
        if (!mayLeave) return count(parentPage) < full ? parentPage : undefined;
      }
      function mayImport(page: number): boolean {
        const present = importsOf.get(page);
        return parentKey === undefined || present?.has(parentKey) || (present?.size ?? 0) < imports;
      }
    },
  };
}

function addTo(sets: Map<number, Set<string>>, page: number, key: string): void {
  const set = sets.get(page);
  if (set) set.add(key);
  else sets.set(page, new Set([key]));
}

const freshLayout =
  'JETS_API_REPLACE=1 jets deploy lays out a new Rest API from scratch; its endpoint is a new one';

function noRoom(key: string, page: number): Problem {
  return {
    message: `${key} fits on no page of the Rest API`,
    path: key,
    why: `Page ${page}, which holds what it belongs to, has ${limits.resourcesPerTemplate} resources and ${limits.outputsPerTemplate} outputs, all that CloudFormation allows`,
    fix: freshLayout,
  };
}

function outOfOrder(key: string, page: number, parentPage: number): Problem {
  return {
    message: `${key} is live on page ${page}, but what it belongs to would be on page ${parentPage}`,
    path: key,
    why: 'Nested stacks would wait for each other in a circle, and what is live cannot move between them',
    fix: freshLayout,
  };
}
