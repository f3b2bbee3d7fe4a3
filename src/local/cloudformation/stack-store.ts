import type { Collection, Store } from '../cloud.ts';
import type { ChangeSetRecord, EventRecord, ResourceRecord, StackRecord } from './records.ts';

/**
 * The records of every stack, with the indexes that keep lookups from scanning them.
 * Every put is journalled by the store; the indexes are rebuilt from it when the embedded AWS starts.
 */
export interface StackStore {
  readonly stack: (stackId: string) => StackRecord | undefined;
  /** The stack of that name that is not deleted. */
  readonly stackNamed: (region: string, name: string) => StackRecord | undefined;
  readonly stacks: () => IterableIterator<StackRecord>;
  readonly putStack: (stack: StackRecord) => void;
  /** Of one stack, in the order they were first put. */
  readonly resources: (stackId: string) => ReadonlyMap<string, ResourceRecord>;
  readonly putResource: (record: ResourceRecord) => void;
  readonly removeResource: (stackId: string, logicalId: string) => void;
  /** Oldest first. */
  readonly events: (stackId: string) => readonly EventRecord[];
  readonly putEvent: (event: EventRecord) => void;
  readonly template: (templateId: string) => string;
  readonly putTemplate: (templateId: string, body: string) => void;
  readonly removeTemplate: (templateId: string) => void;
  readonly changeSet: (changeSetId: string) => ChangeSetRecord | undefined;
  readonly changeSets: () => IterableIterator<ChangeSetRecord>;
  readonly putChangeSet: (changeSet: ChangeSetRecord) => void;
  readonly removeChangeSet: (changeSetId: string) => void;
}

export function openStackStore(store: Store): StackStore {
  const stacks = store.collection<StackRecord>('cloudformation.stacks');
  const resources = store.collection<ResourceRecord>('cloudformation.resources');
  const events = store.collection<EventRecord>('cloudformation.events');
  const templates = store.collection<string>('cloudformation.templates');
  const changeSets = store.collection<ChangeSetRecord>('cloudformation.changeSets');

  const idByName = new Map<string, string>();
  const resourcesByStack = new Map<string, Map<string, ResourceRecord>>();
  const eventsByStack = new Map<string, EventRecord[]>();
  for (const stack of stacks.values()) {
    if (stack.status !== 'DELETE_COMPLETE') idByName.set(nameKey(stack.region, stack.name), stack.id);
  }
  for (const record of resources.values()) {
    within(resourcesByStack, record.stackId, () => new Map<string, ResourceRecord>()).set(
      record.logicalId,
      record,
    );
  }
  for (const event of events.values()) within(eventsByStack, event.stackId, () => []).push(event);

  const noResources = new Map<string, ResourceRecord>();
  return {
    stack: (stackId) => stacks.get(stackId),
    stackNamed: (region, name) => {
      const id = idByName.get(nameKey(region, name));
      return id === undefined ? undefined : stacks.get(id);
    },
    stacks: () => stacks.values(),
    putStack: (stack) => {
      stacks.put(stack.id, stack);
      const key = nameKey(stack.region, stack.name);
      if (stack.status !== 'DELETE_COMPLETE') idByName.set(key, stack.id);
      else if (idByName.get(key) === stack.id) idByName.delete(key);
    },
    resources: (stackId) => resourcesByStack.get(stackId) ?? noResources,
    putResource: (record) => {
      resources.put(`${record.stackId}|${record.logicalId}`, record);
      within(resourcesByStack, record.stackId, () => new Map<string, ResourceRecord>()).set(
        record.logicalId,
        record,
      );
    },
    removeResource: (stackId, logicalId) => {
      resources.remove(`${stackId}|${logicalId}`);
      resourcesByStack.get(stackId)?.delete(logicalId);
    },
    events: (stackId) => eventsByStack.get(stackId) ?? [],
    putEvent: (event) => {
      const list = within(eventsByStack, event.stackId, () => []);
      events.put(`${event.stackId}|${list.length}`, event);
      list.push(event);
    },
    template: (templateId) => required(templates, templateId),
    putTemplate: (templateId, body) => templates.put(templateId, body),
    removeTemplate: (templateId) => void templates.remove(templateId),
    changeSet: (changeSetId) => changeSets.get(changeSetId),
    changeSets: () => changeSets.values(),
    putChangeSet: (changeSet) => changeSets.put(changeSet.id, changeSet),
    removeChangeSet: (changeSetId) => void changeSets.remove(changeSetId),
  };
}

const nameKey = (region: string, name: string) => `${region}/${name}`;

function within<V>(index: Map<string, V>, key: string, create: () => V): V {
  let value = index.get(key);
  if (value === undefined) {
    value = create();
    index.set(key, value);
  }
  return value;
}

function required(collection: Collection<string>, key: string): string {
  const value = collection.get(key);
  if (value === undefined) throw new Error(`The stored template ${key} is missing.`);
  return value;
}
