/** The `Response` for what an action returned: a `Response` as it is, nothing as 204, plain data as JSON. */
export function buildResponse(returned: unknown): Response {
  if (isResponse(returned)) return returned;
  if (returned === undefined) return new Response(null, { status: 204 });
  if (isBody(returned)) {
    throw new TypeError(
      `The action returned a ${returned.constructor.name}, which is no JSON: wrap it, new Response(data, { headers: { 'content-type': … } })`,
    );
  }
  const json = JSON.stringify(returned) as string | undefined;
  if (json === undefined) throw new TypeError(`The action returned a ${typeof returned}, which is no JSON`);
  return new Response(json, { headers: { 'content-type': 'application/json' } });
}

/** By shape, not by class: libraries bring their own `Response`. */
export function isResponse(value: unknown): value is Response {
  if (value instanceof Response) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { status, headers, arrayBuffer } = value as Partial<Response>;
  return (
    typeof status === 'number' && typeof headers?.get === 'function' && typeof arrayBuffer === 'function'
  );
}

function isBody(value: unknown): value is object {
  return (
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    value instanceof Blob ||
    value instanceof ReadableStream ||
    value instanceof FormData
  );
}
