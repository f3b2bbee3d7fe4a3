/** An error of the runtime itself: `Runtime.HandlerNotFound`. */
export function namedError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = `Runtime.${name}`;
  // The stack was made with the plain name.
  error.stack = error.stack?.replace(/^Error/, error.name) ?? '';
  return error;
}

export function intoError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** What the caller gets. Things that are no errors are named by their type. */
export function describeError(error: unknown): { errorType: string; errorMessage: string; trace?: string[] } {
  try {
    if (looksLikeError(error)) {
      return { errorType: error.name, errorMessage: error.message, trace: error.stack.split('\n') };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

/** What the log gets, behind a label: a tab and JSON with the error's own members. */
export function formatError(error: Error): string {
  try {
    return `\t${JSON.stringify(error, (_key, value: unknown) => (value instanceof Error ? spread(value) : value))}`;
  } catch {
    return `\t${JSON.stringify(describeError(error))}`;
  }
}

function spread(error: Error): object {
  return {
    errorType: error.name,
    errorMessage: error.message,
    code: (error as { code?: unknown }).code,
    ...ownMembers(error),
    ...(typeof error.stack === 'string' ? { stack: error.stack.split('\n') } : {}),
  };
}

export function ownMembers(error: Error): object {
  return Object.fromEntries(Object.entries(error));
}

function looksLikeError(value: unknown): value is Error & { stack: string } {
  if (value instanceof Error) return typeof value.stack === 'string';
  const { name, message, stack } = (value ?? {}) as Record<string, unknown>;
  return [name, message, stack].every((member) => typeof member === 'string' && member !== '');
}
