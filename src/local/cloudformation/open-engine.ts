import type { Cloud } from '../cloud.ts';
import {
  type Engine,
  findCustomName,
  type FindSchema,
  type NameIndex,
  type NameOwner,
  type ResourceTypes,
  stackType,
} from './engine.ts';
import { openPatientCloud } from './run/patient-cloud.ts';
import { openStackStore, type StackStore } from './stack-store.ts';
import { openTemplateCache } from './template/load-template.ts';

/** Resource operations that run at the same time, over all stacks. Waiting for a nested stack takes no place. */
const maxInFlight = 50;

/** Longest wait for running operations when the embedded AWS stops, in milliseconds. */
const closeTimeout = 5_000;

export interface OpenEngine extends Engine {
  /** Waits for running operations, but not for ever: what is cut off is recovered at the next start. */
  readonly close: () => Promise<void>;
}

export function openEngine(cloud: Cloud, types: ResourceTypes, findSchema: FindSchema): OpenEngine {
  const store = openStackStore(cloud.store);
  const background = new Set<Promise<void>>();
  const parse = openTemplateCache({
    isKnownType: (type) => type === stackType || types.has(type),
    attributes: (type) => (type === stackType ? undefined : findSchema(type)?.attributes),
  });
  const engine: Engine = {
    cloud,
    patientCloud: openPatientCloud(cloud),
    types,
    findSchema,
    store,
    parse,
    runs: new Map(),
    inTurn: openTurnstile(maxInFlight),
    names: openNameIndex(),
    inBackground: (work) => {
      const running: Promise<void> = new Promise<void>((answered) => {
        setImmediate(answered);
      })
        .then(work)
        .catch((error: unknown) => {
          process.emitWarning(error instanceof Error ? error : String(error), 'CloudFormation');
        })
        .finally(() => background.delete(running));
      background.add(running);
    },
  };
  claimStandingNames(engine, store);
  return {
    ...engine,
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeTimeout);
      });
      await Promise.race([Promise.all(background), patience]);
      clearTimeout(timer);
      await cloud.store.flush();
    },
  };
}

function openTurnstile(places: number): Engine['inTurn'] {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

function openNameIndex(): NameIndex {
  const owners = new Map<string, NameOwner>();
  const key = (region: string, type: string, name: string) => `${region}/${type}/${name}`;
  return {
    owner: (region, type, name) => owners.get(key(region, type, name)),
    claim: (region, type, name, { stackId, logicalId }) => {
      owners.set(key(region, type, name), { stackId, logicalId });
    },
    release: (region, type, name, { stackId, logicalId }) => {
      const owner = owners.get(key(region, type, name));
      if (owner?.stackId === stackId && owner.logicalId === logicalId) owners.delete(key(region, type, name));
    },
  };
}

function claimStandingNames(engine: Engine, store: StackStore): void {
  for (const stack of store.stacks()) {
    for (const record of store.resources(stack.id).values()) {
      for (const standing of [record.current, record.before]) {
        if (!standing) continue;
        const custom = findCustomName(engine, record.type, standing.properties);
        if (custom !== undefined) engine.names.claim(stack.region, record.type, custom.name, record);
      }
    }
  }
}
