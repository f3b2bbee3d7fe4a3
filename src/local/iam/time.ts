/** The current time as it is stored: ISO 8601, whole seconds as IAM's times have. */
export function now(): string {
  return new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
}
