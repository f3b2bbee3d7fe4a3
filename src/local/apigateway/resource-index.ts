import type { ResourceRecord } from './records.ts';
import type { Table } from './table.ts';

/** Children of resources by path part, kept beside the table: every check under one parent is one look-up. */
export interface ResourceIndex {
  /** The child that takes this place: the same static part, or any variable where `pathPart` is one. */
  occupant(scope: string, parentId: string, pathPart: string): string | undefined;
  children(scope: string, parentId: string): Iterable<string>;
  add(scope: string, row: ResourceRecord): void;
  remove(scope: string, row: ResourceRecord): void;
}

export function createResourceIndex(resources: Table<ResourceRecord>): ResourceIndex {
  const byParent = new Map<string, Map<string, string>>();
  const index: ResourceIndex = {
    occupant: (scope, parentId, pathPart) => byParent.get(`${scope}/${parentId}`)?.get(placeOf(pathPart)),
    children: (scope, parentId) => byParent.get(`${scope}/${parentId}`)?.values() ?? [],
    add(scope, row) {
      if (row.parentId === undefined || row.pathPart === undefined) return;
      const parent = `${scope}/${row.parentId}`;
      let places = byParent.get(parent);
      if (!places) byParent.set(parent, (places = new Map()));
      places.set(placeOf(row.pathPart), row.id);
    },
    remove(scope, row) {
      if (row.parentId === undefined || row.pathPart === undefined) return;
      const parent = `${scope}/${row.parentId}`;
      const places = byParent.get(parent);
      if (places?.get(placeOf(row.pathPart)) === row.id) places.delete(placeOf(row.pathPart));
      if (places?.size === 0) byParent.delete(parent);
    },
  };
  for (const scope of resources.scopes()) for (const row of resources.list(scope)) index.add(scope, row);
  return index;
}

export function isVariable(pathPart: string): boolean {
  return pathPart.startsWith('{');
}

/** All variables under one parent share one place (AWS-FACTS 2). */
function placeOf(pathPart: string): string {
  return isVariable(pathPart) ? '{}' : pathPart;
}
