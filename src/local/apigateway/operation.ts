import type { Cloud, Operation } from '../cloud.ts';
import type { State } from './state.ts';

/** What every group of operations is made of. */
export interface Deps {
  readonly cloud: Cloud;
  readonly state: State;
  readonly quotas: Quotas;
}

/** How many of a kind there may be (AWS-FACTS 2); `Infinity` for no limit. */
export interface Quotas {
  readonly resourcesPerApi: number;
  readonly stagesPerApi: number;
  readonly authorizersPerApi: number;
}

export type Operations = Record<string, Operation>;
