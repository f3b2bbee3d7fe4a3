import type { MethodRecord, ResourceRecord } from './records.ts';
import type { State } from './state.ts';

/** As CreateMethod takes them, in AWS's order of listing. */
export const verbs = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'] as const;

export function methodsOf(state: State, scope: string, resourceId: string): MethodRecord[] {
  return verbs.flatMap((verb) => state.methods.get(scope, `${resourceId}/${verb}`) ?? []);
}

/** `/posts/{id}`; `/` for the root. */
export function pathOf(
  state: State,
  scope: string,
  row: Pick<ResourceRecord, 'parentId' | 'pathPart'>,
): string {
  const parts: string[] = [];
  let current: Pick<ResourceRecord, 'parentId' | 'pathPart'> | undefined = row;
  while (current?.parentId !== undefined) {
    parts.unshift(current.pathPart ?? '');
    current = state.resources.get(scope, current.parentId);
  }
  return `/${parts.join('/')}`;
}

/** Every resource of an API with its path, sorted by path. */
export function pathsOf(state: State, scope: string): { row: ResourceRecord; path: string }[] {
  const rows = state.resources.list(scope);
  return buildPaths(rows).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** In linear time: every path is its parent's and one part. */
export function buildPaths(rows: readonly ResourceRecord[]): { row: ResourceRecord; path: string }[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const paths = new Map<string, string>();
  const build = (row: ResourceRecord): string => {
    const known = paths.get(row.id);
    if (known !== undefined) return known;
    const parent = row.parentId === undefined ? undefined : byId.get(row.parentId);
    const path = parent ? `${parent.parentId === undefined ? '' : build(parent)}/${row.pathPart ?? ''}` : '/';
    paths.set(row.id, path);
    return path;
  };
  return rows.map((row) => ({ row, path: build(row) }));
}
