import type { ProxyEvent } from './proxy-event.ts';

/** Path variables, percent-decoded; API Gateway sends them as they were in the URL. What is no valid encoding stays as it is. */
export function buildParams(event: ProxyEvent): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, decode(value ?? '')]),
  );
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
