import { readJetsMetadata } from './jets-metadata.ts';
import { parseRestApiLogicalId, restApiLogicalId } from './logical-ids.ts';
import type { Template } from './template.ts';

/** Generations of the Rest API in a root template, rising. More than one while a replacement is not through. */
export function listGenerations(root: Template): number[] {
  return Object.keys(root.Resources)
    .flatMap((logicalId) => {
      const parsed = parseRestApiLogicalId(logicalId);
      return parsed?.part === '' ? [parsed.generation] : [];
    })
    .sort((one, other) => one - other);
}

/** What the Deployment of one generation says of itself; 0 and false when there is none. */
export function readLiveDeployment(
  root: Template,
  generation: number,
): { readonly logicalId?: string; readonly serial: number; readonly servesRemovedRoutes: boolean } {
  const found = Object.entries(root.Resources).find(([logicalId]) =>
    logicalId.startsWith(`${restApiLogicalId(generation)}Deployment`),
  );
  if (!found) return { serial: 0, servesRemovedRoutes: false };
  const { serial = 0, servesRemovedRoutes = false } = readJetsMetadata(found[1]);
  return { logicalId: found[0], serial, servesRemovedRoutes };
}
