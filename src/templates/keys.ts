/** Key of a function's zip in the artifact bucket. */
export function codeKey(namespace: string, sha256: string): string {
  return `apps/${namespace}/code/${sha256}.zip`;
}

/** Key of a template in the artifact bucket. */
export function templateKey(namespace: string, sha256: string): string {
  return `apps/${namespace}/templates/${sha256}.json`;
}
