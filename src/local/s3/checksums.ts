import { createHash } from 'node:crypto';
import { ServiceError } from '../cloud.ts';

/** Object checksums S3 can verify, by member name. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
const algorithms: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  ChecksumCRC32: (bytes) => uint32(crc32(bytes, crc32Table())),
  ChecksumCRC32C: (bytes) => uint32(crc32(bytes, crc32cTable())),
  ChecksumCRC64NVME: crc64nvme,
  ChecksumSHA1: (bytes) => createHash('sha1').update(bytes).digest(),
  ChecksumSHA256: (bytes) => createHash('sha256').update(bytes).digest(),
  ChecksumSHA512: (bytes) => createHash('sha512').update(bytes).digest(),
  ChecksumMD5: (bytes) => createHash('md5').update(bytes).digest(),
};

export const checksumMembers: readonly string[] = Object.keys(algorithms);

/**
 * Verifies every checksum an upload came with and returns them.
 * @throws ServiceError BadDigest when one does not fit the bytes.
 */
export function verifyChecksums(
  input: Readonly<Record<string, unknown>>,
  bytes: Uint8Array,
): Record<string, string> {
  const verified: Record<string, string> = {};
  for (const [member, compute] of Object.entries(algorithms)) {
    const given = input[member];
    if (typeof given !== 'string') continue;
    if (compute(bytes).toString('base64') !== given) {
      const name = member.slice('Checksum'.length);
      throw new ServiceError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
    }
    verified[member] = given;
  }
  if (typeof input['ContentMD5'] === 'string' && md5(bytes).toString('base64') !== input['ContentMD5']) {
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  return verified;
}

export const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

/** Checksum of checksums, for an object of several parts: `<base64>-<parts>`. */
export function composeChecksum(member: string, parts: readonly string[]): string | undefined {
  const compute = algorithms[member];
  if (!compute) return undefined;
  return `${compute(Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')))).toString('base64')}-${parts.length}`;
}

export function computeChecksum(member: string, bytes: Uint8Array): string | undefined {
  return algorithms[member]?.(bytes).toString('base64');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function crc32(bytes: Uint8Array, table: Int32Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
  return crc ^ -1;
}

const crc32Table = lazily(() => buildCrc32Table(0xed_b8_83_20));
const crc32cTable = lazily(() => buildCrc32Table(0x82_f6_3b_78));

function buildCrc32Table(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) => {
    let crc = index;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
}

/** Reflected polynomial 0x9a6c9329ac4bc9b5, all ones before and after; halves, because JavaScript shifts 32 bits. */
function crc64nvme(bytes: Uint8Array): Buffer {
  const { high, low } = crc64Table();
  let h = -1;
  let l = -1;
  for (const byte of bytes) {
    const index = (l ^ byte) & 0xff;
    l = ((l >>> 8) | (h << 24)) ^ low[index]!;
    h = (h >>> 8) ^ high[index]!;
  }
  return Buffer.concat([uint32(h ^ -1), uint32(l ^ -1)]);
}

const crc64Table = lazily(() => {
  const high = new Int32Array(256);
  const low = new Int32Array(256);
  for (let index = 0; index < 256; index++) {
    let crc = BigInt(index);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c9329ac4bc9b5n : crc >> 1n;
    high[index] = Number(crc >> 32n) | 0;
    low[index] = Number(crc & 0xffffffffn) | 0;
  }
  return { high, low };
});

function lazily<T>(build: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= build());
}
