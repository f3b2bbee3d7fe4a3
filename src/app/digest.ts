import { createHash } from 'node:crypto';

/** Lower-case hex sha256 of a text, 64 characters. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
