/**
 * Whether a media type is in an API's `binaryMediaTypes`, where `*` covers any type or subtype. What a client sends is
 * compared as it is: `Accept: *`/`*` is not `image/png`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
 */
export function isBinary(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  if (binaryMediaTypes.includes('*/*')) return true;
  const mediaType = firstMediaType(header);
  if (mediaType === undefined) return false;
  return binaryMediaTypes.some((pattern) => {
    const [type, subtype] = pattern.toLowerCase().split('/');
    const [actualType, actualSubtype] = mediaType.split('/');
    return (type === '*' || type === actualType) && (subtype === '*' || subtype === actualSubtype);
  });
}

/** API Gateway honours only the first media type of a list. Without parameters, in lower case. */
export function firstMediaType(header: string | undefined): string | undefined {
  return header?.split(',')[0]?.split(';')[0]?.trim().toLowerCase() || undefined;
}
