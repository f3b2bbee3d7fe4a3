import type { Problem } from '../problem.ts';

/**
 * Lambda refuses code of this many bytes and more, unzipped: "Unzipped size must be smaller than 262144000 bytes".
 * A zip that is larger than that cannot be any smaller unzipped.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const codeSizeLimit = 262_144_000;

/**
 * The problem of a function that Lambda would refuse for its size, with what makes it large.
 *
 * @param inputs bytes that each source file takes in the bundle.
 */
export function findOversize(
  functionKey: string,
  code: { readonly size: number; readonly unzippedSize: number },
  inputs: Readonly<Record<string, number>>,
  limit: number = codeSizeLimit,
): readonly Problem[] {
  const bytes = Math.max(code.size, code.unzippedSize);
  if (bytes < limit) return [];
  const largest = Object.entries(inputs)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([file, size]) => `${file} (${formatMegabytes(size)})`);
  return [
    {
      message: `The code of ${functionKey} is ${formatMegabytes(bytes)} unzipped; Lambda takes less than ${formatMegabytes(limit)}`,
      path: functionKey,
      why: `Its largest files: ${largest.join(', ')}`,
      fix: 'Import less, move data to S3 or a layer, or give every controller its own function (cfn.build.controllers)',
    },
  ];
}

/** Lambda's own count: 1 MB is 1,048,576 bytes. */
function formatMegabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
