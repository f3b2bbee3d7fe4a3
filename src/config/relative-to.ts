import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file as problems name it: relative to the app's root, with forward slashes. */
export function relativeTo(root: string, file: string): string {
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  return relative(root, path).split(sep).join('/');
}
