import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cloud, Collection, RequestContext, Service, Store } from '../../../src/local/cloud.ts';
import { ServiceError } from '../../../src/local/cloud.ts';
import { buildCloudFormation } from '../../../src/local/cloudformation/build-service.ts';
import type {
  Properties,
  ResourceContext,
  ResourceSchema,
  ResourceType,
} from '../../../src/local/cloudformation/resource-type.ts';

const context: RequestContext = {
  account: '123456789012',
  region: 'us-east-1',
  requestId: 'request-1',
};

/** A store without a disk. Values go through JSON, as they do in the real one. */
export function createMemoryStore(): Store {
  const collections = new Map<string, Map<string, unknown>>();
  return {
    collection: <T>(name: string): Collection<T> => {
      const items = collections.get(name) ?? new Map<string, unknown>();
      collections.set(name, items);
      return {
        get: (key) => items.get(key) as T | undefined,
        has: (key) => items.has(key),
        put: (key, value) => void items.set(key, JSON.parse(JSON.stringify(value))),
        remove: (key) => items.delete(key),
        entries: () => items.entries() as IterableIterator<[string, T]>,
        values: () => items.values() as IterableIterator<T>,
        get size() {
          return items.size;
        },
      };
    },
    flush: async () => {},
  };
}

/** What a made-up service holds, and how its next operations behave. */
export interface World {
  /** By physical id: everything that stands. */
  readonly things: Map<string, Properties>;
  /** `create A`, `update A`, `remove thing-1`: in the order they were carried out. */
  readonly log: string[];
  /** By `create A`, `update A`, `remove A`: errors to throw, one a call; the last one stays when `always`. */
  readonly failures: Map<string, { readonly error: Error; readonly times: number }>;
  /** By `create A`: the operation starts and waits for the promise. */
  readonly gates: Map<string, Promise<void>>;
  readonly tagsOf: Map<string, Readonly<Record<string, string>>>;
  /** S3 objects by `<bucket>/<key>`. */
  readonly objects: Map<string, string>;
}

export function createWorld(): World {
  return {
    things: new Map(),
    log: [],
    failures: new Map(),
    gates: new Map(),
    tagsOf: new Map(),
    objects: new Map(),
  };
}

export const conflict = (message: string) => new ServiceError('ConflictException', message, 409);

let nextId = 0;

function createType(world: World, type: string): ResourceType {
  const enter = async (step: string) => {
    await world.gates.get(step);
    const failure = world.failures.get(step);
    if (failure !== undefined && failure.times > 0) {
      world.failures.set(step, { ...failure, times: failure.times - 1 });
      throw failure.error;
    }
    world.log.push(step);
  };
  const describe = (physicalId: string) => ({ physicalId, attributes: { Arn: `arn:test:${physicalId}` } });
  return {
    type,
    async create(properties, { logicalId, tags }: ResourceContext) {
      await enter(`create ${logicalId}`);
      refuseTakenPlace(world, type, properties);
      nextId += 1;
      const physicalId =
        typeof properties['Name'] === 'string' ? properties['Name'] : `${logicalId}-${nextId}`;
      if (world.things.has(physicalId)) throw conflict(`${physicalId} is there already`);
      world.things.set(physicalId, properties);
      world.tagsOf.set(physicalId, tags);
      return describe(physicalId);
    },
    async update({ physicalId }, properties, _previous, { logicalId, tags }) {
      await enter(`update ${logicalId}`);
      world.things.set(physicalId, properties);
      world.tagsOf.set(physicalId, tags);
      return describe(physicalId);
    },
    async remove({ physicalId }, _properties, { logicalId }) {
      await enter(`remove ${logicalId}`);
      world.things.delete(physicalId);
    },
    exists: async (name) => world.things.has(name),
  };
}

/** Test::Slot is unique by its place, which is no name: like a method on a resource of API Gateway. */
function refuseTakenPlace(world: World, type: string, { Place: place }: Properties): void {
  const isTaken = [...world.things.values()].some((other) => other['Place'] === place);
  if (type === 'Test::ApiGateway::Slot' && isTaken) throw conflict('Method already exists for this resource');
}

const schema: ResourceSchema = {
  createOnly: ['Kind', 'Place', 'Name', 'Settings/Fixed'],
  properties: ['Kind', 'Place', 'Name', 'Value', 'Settings', 'Tags', 'Link'],
  required: [],
  primaryIdentifier: ['Id'],
  generatedIdentifier: true,
  attributes: ['Arn'],
};

const schemas: Readonly<Record<string, ResourceSchema>> = {
  'Test::ApiGateway::Thing': schema,
  'Test::ApiGateway::Slot': schema,
  'Test::Lambda::Named': { ...schema, nameProperty: 'Name', generatedIdentifier: false },
  'Test::Lambda::Strict': { ...schema, required: ['Value'] },
  'AWS::IAM::Role': { ...schema, properties: [...schema.properties, 'RoleName'] },
};

export const thing = 'Test::ApiGateway::Thing';
export const slot = 'Test::ApiGateway::Slot';
export const named = 'Test::Lambda::Named';

export interface FakeCloud {
  readonly world: World;
  readonly store: Store;
  readonly service: Service;
  /** Calls an operation of CloudFormation. */
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into member by member
  readonly call: (operation: string, input: object) => Promise<any>;
  /** Resolves once the stack is in no operation; gives its status. */
  readonly settled: (stackName: string) => Promise<string>;
  /** Events of a stack, oldest first: `A CREATE_COMPLETE reason`. */
  readonly events: (stackName: string) => Promise<string[]>;
  /** Creates a stack and waits. */
  readonly create: (name: string, template: object, input?: object) => Promise<string>;
  /** Updates a stack and waits. */
  readonly update: (name: string, template: object, input?: object) => Promise<string>;
  /** Stores a template in S3 and gives its URL. */
  readonly upload: (key: string, template: object) => string;
}

/** CloudFormation with made-up resource types over a memory store. */
export function createFakeCloud(world = createWorld(), store = createMemoryStore()): FakeCloud {
  let random = 0;
  const cloud: Cloud = {
    store,
    latency: { mode: 'instant', wait: async () => {} },
    endpoint: () => 'http://127.0.0.1:4566',
    filesDir: '/nowhere',
    generateId: (length) => String((random += 1)).padStart(length, 'a'),
    call: async (service, operation, input) => {
      if (service !== 's3' || operation !== 'GetObject') throw new Error(`No ${service} ${operation} here.`);
      const { Bucket, Key } = input as { Bucket: string; Key: string };
      const body = world.objects.get(`${Bucket}/${Key}`);
      if (body === undefined) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
      return { Body: new TextEncoder().encode(body) };
    },
  };
  const types = new Map(Object.keys(schemas).map((type) => [type, createType(world, type)]));
  const service = buildCloudFormation(cloud, types, (type) => schemas[type]);
  const call: FakeCloud['call'] = async (operation, input) => service.operations[operation]?.(input, context);
  const settled = async (stackName: string): Promise<string> => {
    for (;;) {
      const { Stacks } = await call('DescribeStacks', { StackName: stackName });
      const status: string = Stacks[0].StackStatus;
      if (!status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS') return status;
      await nextTurn();
    }
  };
  return {
    world,
    store,
    service,
    call,
    settled,
    events: async (stackName) => {
      const events = [];
      for (let token: string | undefined; ;) {
        const page = await call('DescribeStackEvents', { StackName: stackName, NextToken: token });
        events.push(...page.StackEvents);
        token = page.NextToken;
        if (token === undefined) break;
      }
      return events
        .toReversed()
        .map((event) =>
          [event.LogicalResourceId, event.ResourceStatus, event.ResourceStatusReason]
            .filter(Boolean)
            .join(' '),
        );
    },
    create: async (name, template, input = {}) => {
      const { StackId } = await call('CreateStack', {
        StackName: name,
        TemplateBody: JSON.stringify(template),
        ...input,
      });
      return settled(StackId);
    },
    update: async (name, template, input = {}) => {
      await call('UpdateStack', { StackName: name, TemplateBody: JSON.stringify(template), ...input });
      return settled(name);
    },
    upload: (key, template) => {
      world.objects.set(`templates/${key}`, JSON.stringify(template));
      return `https://templates.s3.us-east-1.amazonaws.com/${key}`;
    },
  };
}

/** A gate that stays shut until it is opened. */
export function createGate(): { readonly shut: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const shut = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { shut, open };
}

/** Resolves once the condition holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await nextTurn();
}
