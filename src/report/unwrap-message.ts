/**
 * AWS's own message without what CloudFormation wraps around it:
 * `Resource handler returned message: "…" (RequestToken: …, HandlerErrorCode: …)`.
 */
export function unwrapMessage(message: string): string {
  return /^Resource handler returned message: "(.*)" \(RequestToken: .*\)$/s.exec(message)?.[1] ?? message;
}
