import type { Cloud } from '../../cloud.ts';
import type { CodeStore } from '../code-store.ts';
import type { Fleet } from '../execution/fleet.ts';
import type { LambdaRecords } from '../records.ts';

/** What the operations on functions and versions need. */
export interface Parts {
  readonly cloud: Cloud;
  readonly records: LambdaRecords;
  readonly codeStore: CodeStore;
  readonly fleet: Fleet;
}
