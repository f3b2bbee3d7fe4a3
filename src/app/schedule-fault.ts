/** What EventBridge would refuse in a schedule. */
export interface ScheduleFault {
  readonly message: string;
  readonly why?: string;
  readonly fix?: string;
}
