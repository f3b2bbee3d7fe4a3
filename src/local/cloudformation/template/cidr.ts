import { validationError } from '../errors.ts';

/**
 * The first `count` IPv4 blocks of `hostBits` bits in a block, as Fn::Cidr lists them: `10.0.0.0/24`, `10.0.1.0/24`.
 * @param hostBits 8 unless given, which makes /24 blocks.
 */
export function cidrBlocks(block: string, count: number, hostBits = 8): readonly string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  if (match === null) {
    throw validationError(`Template error: Fn::Cidr of ${block}: the embedded AWS divides IPv4 blocks only.`);
  }
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  const size = 2 ** hostBits;
  const start = ((a * 256 + b) * 256 + c) * 256 + d;
  if (!Number.isInteger(count) || count < 1 || count > 256 || count * size > 2 ** (32 - prefix)) {
    throw validationError(
      `Template error: Fn::Cidr cannot make ${count} blocks of ${hostBits} bits in ${block}`,
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const address = start + index * size;
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
    return `${octets.join('.')}/${32 - hostBits}`;
  });
}
