/**
 * Decodes an `aws-chunked` body: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n … 0\r\n<trailers>\r\n`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html
 *
 * @returns the bytes, and the trailing headers (checksums) by lower-case name.
 * @throws RangeError when the body breaks off or is not chunked.
 */
export function decodeAwsChunked(body: Uint8Array): { body: Uint8Array; trailers: Record<string, string> } {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Buffer[] = [];
  let position = 0;
  const readLine = (): string => {
    const end = buffer.indexOf('\r\n', position);
    if (end < 0) throw new RangeError('A line of the aws-chunked body does not end');
    const line = buffer.toString('latin1', position, end);
    position = end + 2;
    return line;
  };
  for (;;) {
    const size = /^([0-9a-fA-F]+)(;.*)?$/.exec(readLine())?.[1];
    if (size === undefined) throw new RangeError('A chunk of the aws-chunked body has no size');
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    if (position + length > buffer.length) throw new RangeError('The aws-chunked body breaks off');
    chunks.push(buffer.subarray(position, position + length));
    position += length;
    if (readLine() !== '')
      throw new RangeError('A chunk of the aws-chunked body is longer than its size says');
  }
  const trailers: Record<string, string> = {};
  while (position < buffer.length) {
    const line = readLine();
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), trailers };
}
