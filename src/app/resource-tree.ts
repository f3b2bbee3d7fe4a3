import type { ApiResource } from './app.ts';

/**
 * Every resource that API Gateway needs for some paths, intermediate ones included: `/a/{b}` needs `/a` and `/a/{b}`.
 * Parents come before children, otherwise sorted by path. The root is not among them.
 *
 * @param paths parts as API Gateway writes them.
 */
export function buildResources(
  paths: readonly { readonly parts: readonly string[] }[],
): readonly ApiResource[] {
  const resources = new Map<string, ApiResource>();
  for (const { parts } of paths) {
    let parentPath = '/';
    for (const pathPart of parts) {
      const path = parentPath === '/' ? `/${pathPart}` : `${parentPath}/${pathPart}`;
      if (!resources.has(path)) resources.set(path, { path, parentPath, pathPart });
      parentPath = path;
    }
  }
  // A parent's path is the start of its children's, so it sorts before them.
  return [...resources.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}
