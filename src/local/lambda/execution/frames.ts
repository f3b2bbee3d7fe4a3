/**
 * What goes between Lambda and a child process: 4 bytes length of the header, 4 bytes length of the body (big-endian), the
 * header as JSON, the body as it is. Both sides read it with the same code.
 */
export function encodeFrame(header: object, body: Uint8Array = empty): Buffer {
  const head = Buffer.from(JSON.stringify(header), 'utf8');
  const frame = Buffer.allocUnsafe(8 + head.length + body.length);
  frame.writeUInt32BE(head.length, 0);
  frame.writeUInt32BE(body.length, 4);
  frame.set(head, 8);
  frame.set(body, 8 + head.length);
  return frame;
}

/** @returns takes chunks as they come in and calls `onFrame` for every frame that is complete. */
export function createFrameReader(onFrame: (header: unknown, body: Buffer) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = 8;

  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    if (held < wanted) return;
    let bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks, held);
    for (;;) {
      if (bytes.length < 8) {
        wanted = 8;
        break;
      }
      const headEnd = 8 + bytes.readUInt32BE(0);
      const end = headEnd + bytes.readUInt32BE(4);
      if (bytes.length < end) {
        wanted = end;
        break;
      }
      onFrame(JSON.parse(bytes.toString('utf8', 8, headEnd)), bytes.subarray(headEnd, end));
      bytes = bytes.subarray(end);
    }
    chunks = bytes.length > 0 ? [bytes] : [];
    held = bytes.length;
  };
}

const empty = new Uint8Array();
