/** What `jets` ends with. Documented in the README; never 0 for something that was not done. */
export const exitCodes = {
  done: 0,
  /** A fault of jets itself, or of this machine: a file that cannot be read or written. */
  internal: 1,
  /** The command line does not make sense. */
  usage: 2,
  /** The app, its config or its environment files are not sound. Nothing was uploaded or changed. */
  input: 3,
  /** AWS could not be reached, has no credentials for us, or refused a call. */
  aws: 4,
  /** The stack is in the middle of something, or stuck: nothing was started. */
  blocked: 5,
  /** CloudFormation or a service failed what was started. */
  failed: 6,
  /** Something was to be confirmed and was not. Nothing was changed. */
  declined: 7,
  /** A replacement of the Rest API needs an approval that was not given. Nothing was changed. */
  approval: 8,
  /** `jets plan --exit-code`: there is something to do, and the endpoint stays. */
  planInPlace: 10,
  /** `jets plan --exit-code`: the endpoint changes. */
  planEndpointChanges: 11,
  /** `jets plan --exit-code`: nothing can be deployed now. */
  planBlocked: 12,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
