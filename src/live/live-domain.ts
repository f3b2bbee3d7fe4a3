export interface LiveDomain {
  readonly name: string;
  readonly mappings: readonly LiveMapping[];
}

export interface LiveMapping {
  /** `v1`; empty for the mapping without one. */
  readonly basePath: string;
  readonly restApiId: string;
  readonly stage: string;
}
