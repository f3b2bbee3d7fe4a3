import type { Cloud } from '../cloud.ts';
import type { Table } from './table.ts';

/** An identifier that nothing in the scope has: six characters are few for thousands of resources. */
export function freshId(cloud: Cloud, table: Table<unknown>, scope: string, length: number): string {
  for (;;) {
    const id = cloud.generateId(length);
    if (!table.has(scope, id)) return id;
  }
}
