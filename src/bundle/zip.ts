import { zipSync, type Zippable } from 'fflate';

/**
 * A zip whose bytes depend on names and contents only. Lambda runs functions as another user, so every file can be
 * read by all.
 */
export function buildZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries: Zippable = {};
  for (const name of Object.keys(files).sort()) {
    entries[name] = [
      files[name] ?? new Uint8Array(),
      {
        level: 9,
        // Zips hold local times: this one is the same 1 January 1980, noon, in every time zone.
        mtime: new Date(1980, 0, 1, 12),
        os: 3,
        attrs: 0o100644 << 16,
      },
    ];
  }
  return zipSync(entries);
}
