import { sha256Hex } from './digest.ts';

/**
 * Logical id of a function, out of its key: `posts_controller-index` → `PostsControllerIndex`. Letters and digits only,
 * and never the same for two keys: where CamelCase would lose something (`foo-bar` and `foo_bar`, `admin/posts` and
 * `admin_posts`), eight hexadecimal digits of the key's sha256 follow.
 */
export function buildLogicalId(functionKey: string): string {
  const words = functionKey.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const camelCase = words.map(capitalize).join('');
  return isLossless(functionKey) ? camelCase : camelCase + sha256Hex(functionKey).slice(0, 8);
}

/**
 * The key can be read back from its CamelCase: words of lower-case letters and digits up to the first `Controller` or
 * `Job`, which `_` joins; then, after `-`, an export's name that starts with a small letter. What ends like a digest, or
 * holds a word that is appended to logical ids, is left to the digest.
 */
function isLossless(functionKey: string): boolean {
  const parts = /^(?<words>[a-z][a-z0-9]*(?:_[a-z][a-z0-9]*)*)(?:-(?<exportName>[a-z][A-Za-z0-9]*))?$/.exec(
    functionKey,
  )?.groups;
  const words = parts?.['words']?.split('_') ?? [];
  const marker = words.findIndex((word) => word === 'controller' || word === 'job');
  return (
    marker !== -1 &&
    marker === words.length - 1 &&
    !appendedWords.test(capitalize(parts?.['exportName'] ?? '')) &&
    !/[0-9a-f]{8}$/.test(functionKey)
  );
}

/** `PostsControllerRole` is the role of `PostsController` and must not be the action `role` as well. */
const appendedWords = /(?:Role|LogGroup|Version|Permission|Rule|Alias|Policy|Schedule|Unnamed)(?![a-z])/;

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
