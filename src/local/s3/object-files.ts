import { mkdirSync } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '../cloud.ts';

/** Bytes of objects and parts, a file each with a name of its own: a file is never written twice. */
export interface ObjectFiles {
  write(bytes: Uint8Array): Promise<string>;
  /** `end` is exclusive. */
  read(file: string, start: number, end: number): Promise<Uint8Array>;
  /** Call it after the record that named the file is gone. */
  remove(files: readonly string[]): Promise<void>;
}

export function openObjectFiles(cloud: Cloud): ObjectFiles {
  const folder = join(cloud.filesDir, 's3');
  mkdirSync(folder, { recursive: true });
  return {
    async write(bytes) {
      const file = cloud.generateId(24);
      await writeFile(join(folder, file), bytes);
      return file;
    },
    async read(file, start, end) {
      const bytes = Buffer.allocUnsafe(end - start);
      if (bytes.length === 0) return bytes;
      const handle = await open(join(folder, file));
      try {
        for (let filled = 0; filled < bytes.length;) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
          if (bytesRead === 0) throw new Error(`${join(folder, file)} is shorter than its record says`);
          filled += bytesRead;
        }
      } finally {
        await handle.close();
      }
      return bytes;
    },
    async remove(files) {
      // The journal must say that nothing names the files before they go, or a kill leaves records without bytes.
      await cloud.store.flush();
      await Promise.all(files.map((file) => rm(join(folder, file), { force: true })));
    },
  };
}
