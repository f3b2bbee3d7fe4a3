import type { DeploymentRecord, MethodRecord, ResourceRecord } from './records.ts';
import type { State } from './state.ts';

/**
 * Deployments are snapshots (AWS-FACTS 2) that cost nothing to make: a deployment is the number of an epoch of its
 * API, and rows know the epochs they were valid in. A row is copied to the archive only when it changes or goes away
 * while a deployment still serves it, and leaves the archive with the last such deployment.
 *
 * All writes of resources and methods go through here.
 */
export function putResource(state: State, scope: string, row: Omit<ResourceRecord, 'since'>): void {
  const previous = state.resources.get(scope, row.id);
  const next: ResourceRecord = { ...row, since: currentEpoch(state, scope) };
  if (previous) {
    archiveResource(state, scope, previous);
    state.resourceIndex.remove(scope, previous);
  }
  state.resources.put(scope, row.id, next);
  state.resourceIndex.add(scope, next);
}

export function removeResource(state: State, scope: string, row: ResourceRecord): void {
  archiveResource(state, scope, row);
  state.resourceIndex.remove(scope, row);
  state.resources.remove(scope, row.id);
}

export function putMethod(state: State, scope: string, row: Omit<MethodRecord, 'since'>): MethodRecord {
  const id = `${row.resourceId}/${row.httpMethod}`;
  const previous = state.methods.get(scope, id);
  if (previous) archiveMethod(state, scope, previous);
  const next: MethodRecord = { ...row, since: currentEpoch(state, scope) };
  state.methods.put(scope, id, next);
  return next;
}

export function removeMethod(state: State, scope: string, row: MethodRecord): void {
  archiveMethod(state, scope, row);
  state.methods.remove(scope, `${row.resourceId}/${row.httpMethod}`);
}

/** Ends the current epoch and returns its number: what was put so far belongs to it for good. */
export function closeEpoch(state: State, region: string, apiId: string): number {
  const api = state.restApis.get(region, apiId);
  if (!api) throw new Error(`API ${apiId} is gone`);
  state.restApis.put(region, apiId, { ...api, epoch: api.epoch + 1 });
  return api.epoch;
}

export interface Snapshot {
  readonly resources: readonly ResourceRecord[];
  readonly methods: readonly MethodRecord[];
}

/** The routes a deployment froze. Walks the API once; callers keep the result. */
export function readSnapshot(state: State, scope: string, deployment: DeploymentRecord): Snapshot {
  const { epoch } = deployment;
  const archived = state.archive.list(scope).filter(({ row, until }) => row.since <= epoch && epoch < until);
  return {
    resources: [
      ...state.resources.list(scope).filter((row) => row.since <= epoch),
      ...archived.filter((entry) => entry.kind === 'resource').map((entry) => entry.row),
    ],
    methods: [
      ...state.methods.list(scope).filter((row) => row.since <= epoch),
      ...archived.filter((entry) => entry.kind === 'method').map((entry) => entry.row),
    ],
  };
}

/** Drops what only deployments that are gone served. */
export function pruneArchive(state: State, scope: string): void {
  const epochs = state.deployments.list(scope).map(({ epoch }) => epoch);
  for (const id of state.archive.ids(scope)) {
    const entry = state.archive.get(scope, id);
    if (entry && !epochs.some((epoch) => entry.row.since <= epoch && epoch < entry.until)) {
      state.archive.remove(scope, id);
    }
  }
}

function archiveResource(state: State, scope: string, row: ResourceRecord): void {
  if (!isServed(state, scope, row.since)) return;
  const until = currentEpoch(state, scope);
  state.archive.put(scope, `${row.id}@${until}`, { kind: 'resource', until, row });
}

function archiveMethod(state: State, scope: string, row: MethodRecord): void {
  if (!isServed(state, scope, row.since)) return;
  const until = currentEpoch(state, scope);
  state.archive.put(scope, `${row.resourceId}/${row.httpMethod}@${until}`, { kind: 'method', until, row });
}

function isServed(state: State, scope: string, since: number): boolean {
  return (
    since < currentEpoch(state, scope) && state.deployments.list(scope).some(({ epoch }) => epoch >= since)
  );
}

function currentEpoch(state: State, scope: string): number {
  const slash = scope.indexOf('/');
  return state.restApis.get(scope.slice(0, slash), scope.slice(slash + 1))?.epoch ?? 0;
}
