import type { VersionRecord } from '../records.ts';
import type { Parts } from './parts.ts';

/** Removes a package from disk unless a function or version still has it. */
export async function releaseCode({ records, codeStore }: Parts, codeSha: string): Promise<void> {
  for (const { latest } of records.functions.values()) if (latest.codeSha === codeSha) return;
  for (const version of records.versions.values()) if (version.codeSha === codeSha) return;
  await codeStore.remove(codeSha);
}

/** Ends the processes of a version that is gone or changed; its package goes when the last event has ended. */
export function retireVersion(parts: Parts, { configuration, codeSha }: VersionRecord): void {
  parts.fleet
    .retire(configuration)
    .then(() => releaseCode(parts, codeSha))
    .catch((error: unknown) =>
      process.emitWarning(`Lambda could not clean up after a function: ${String(error)}`),
    );
}
