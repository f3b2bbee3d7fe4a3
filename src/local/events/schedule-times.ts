/** When a rule runs. */
export interface Schedule {
  /** The first time after `after`, in milliseconds since 1970; `undefined` when it never runs again. */
  next(after: number): number | undefined;
}
