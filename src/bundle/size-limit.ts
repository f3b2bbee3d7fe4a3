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
 * @param bytes of the code, unzipped or zipped.
 * @param inputs bytes that each source file takes in the bundle.
 */
export function findOversize(
  functionKey: string,
  bytes: number,
  inputs: Readonly<Record<string, number>>,
  limit: number = codeSizeLimit,
): readonly Problem[] {
  if (bytes < limit) return [];
  const largest = Object.entries(inputs)
    .filter(([, size]) => size >= bytes / 100)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5);
  const [first] = largest;
  const list = largest.map(([file, size]) => `${file} (${formatMegabytes(size)})`).join(', ');
  return [
    {
      message: `The code of ${functionKey} is too large: ${formatMegabytes(bytes)}`,
      // Modules of this package are no files of the app.
      ...(first && !/^[\w-]{2,}:/.test(first[0]) ? { file: first[0] } : {}),
      path: functionKey,
      why: `Lambda takes less than ${formatMegabytes(limit)} unzipped. Its largest files: ${list}.`,
      fix: 'Import less, move data to S3 or a layer, or split the function (cfn.build.controllers).',
    },
  ];
}

/** Lambda's own count: 1 MB is 1,048,576 bytes. */
function formatMegabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
