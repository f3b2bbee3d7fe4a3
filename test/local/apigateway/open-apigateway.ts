import { randomBytes } from 'node:crypto';
import type { Quotas } from '../../../src/local/apigateway/operation.ts';
import { createDataPlane } from '../../../src/local/apigateway/data-plane.ts';
import { createApiGateway } from '../../../src/local/apigateway/service.ts';
import {
  ServiceError,
  type Cloud,
  type Collection,
  type Operation,
  type RequestContext,
  type Service,
  type Store,
} from '../../../src/local/cloud.ts';
import type { DataPlaneRequest } from '../../../src/local/http.ts';
import { createIam } from '../../../src/local/iam/service.ts';

const context: RequestContext = {
  account: '123456789012',
  region: 'us-east-1',
  requestId: 'request',
};

/** API Gateway with real IAM and with functions that the test brings, all in memory. */
export function openApiGateway(options: { quotas?: Partial<Quotas>; store?: Store } = {}) {
  const functions = new Map<string, FakeFunction>();
  const store = options.store ?? createMemoryStore();
  const services = new Map<string, Service>();
  const cloud: Cloud = {
    async call(service, operation, input, caller) {
      const found = services.get(service)?.operations[operation];
      if (!found) throw new Error(`no ${service}:${operation} in this test`);
      return found(input, caller);
    },
    store,
    latency: { mode: 'instant', wait: () => Promise.resolve() },
    endpoint: () => 'http://127.0.0.1:4566',
    filesDir: '/nowhere',
    generateId: (length) => randomBytes(length).toString('hex').slice(0, length),
  };
  services.set('apigateway', createApiGateway(cloud, options.quotas));
  services.set('iam', createIam(cloud));
  services.set('lambda', { name: 'lambda', operations: lambdaOperations(functions) });
  const dataPlane = createDataPlane(cloud);

  return {
    cloud,
    store,
    functions,
    // oxlint-disable-next-line typescript/no-explicit-any -- answers have AWS's shapes
    apigateway: (operation: string, input: object, caller = context): Promise<any> =>
      cloud.call('apigateway', operation, input, caller),
    // oxlint-disable-next-line typescript/no-explicit-any -- answers have AWS's shapes
    iam: (operation: string, input: object): Promise<any> => cloud.call('iam', operation, input, context),
    request: (request: TestRequest) => dataPlane(toDataPlaneRequest(request)),
  };
}

export type ApiGateway = ReturnType<typeof openApiGateway>;

export interface FakeFunction {
  // oxlint-disable-next-line typescript/no-explicit-any -- events have AWS's shapes
  readonly handler: (event: any, qualifier: string | undefined) => unknown;
  /** Resource policy, by qualifier or `''`. */
  readonly policies?: Readonly<Record<string, object>>;
}

/** A function that throws has a function error, as Lambda words it. */
function lambdaOperations(functions: Map<string, FakeFunction>): Record<string, Operation> {
  const find = (name: string): FakeFunction => {
    const found = functions.get(name);
    if (!found) throw new ServiceError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return found;
  };
  return {
    async Invoke(input: { FunctionName: string; Qualifier?: string; Payload: Uint8Array }) {
      const { handler } = find(input.FunctionName);
      try {
        const result = await handler(JSON.parse(Buffer.from(input.Payload).toString()), input.Qualifier);
        return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(result ?? null)) };
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        const { message } = error as Error;
        const payload = JSON.stringify({ errorMessage: message, errorType: 'Error' });
        return { StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(payload) };
      }
    },
    GetPolicy(input: { FunctionName: string; Qualifier?: string }) {
      const policy = find(input.FunctionName).policies?.[input.Qualifier ?? ''];
      if (!policy)
        throw new ServiceError(
          'ResourceNotFoundException',
          'The resource you requested does not exist.',
          404,
        );
      return { Policy: JSON.stringify(policy), RevisionId: '1' };
    },
  };
}

export interface TestRequest {
  readonly method?: string;
  readonly apiId?: string;
  readonly stageName?: string;
  readonly host?: string;
  /** With the query string. */
  readonly path?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
}

function toDataPlaneRequest(request: TestRequest): DataPlaneRequest {
  const [path = '/', query = ''] = (request.path ?? '/').split('?');
  return {
    method: request.method ?? 'GET',
    host: request.host ?? '127.0.0.1',
    ...(request.apiId === undefined ? {} : { apiId: request.apiId, stageName: request.stageName ?? 'dev' }),
    path,
    query,
    headers: [['Host', '127.0.0.1:4566'], ...(request.headers ?? [])],
    body: Buffer.from(request.body ?? ''),
    sourceIp: '127.0.0.1',
  };
}

export function createMemoryStore(): Store {
  const collections = new Map<string, Collection<unknown>>();
  return {
    collection<T>(name: string): Collection<T> {
      let collection = collections.get(name);
      if (!collection) collections.set(name, (collection = createCollection()));
      return collection as Collection<T>;
    },
    flush: () => Promise.resolve(),
  };
}

/** Keeps values as JSON, as a store on disk does: what is no JSON value does not come back. */
function createCollection(): Collection<unknown> {
  const rows = new Map<string, string>();
  const parse = (text: string): unknown => JSON.parse(text);
  return {
    get: (key) => (rows.has(key) ? parse(rows.get(key) ?? '') : undefined),
    has: (key) => rows.has(key),
    put: (key, value) => void rows.set(key, JSON.stringify(value)),
    remove: (key) => rows.delete(key),
    *entries() {
      for (const [key, text] of rows) yield [key, parse(text)];
    },
    *values() {
      for (const text of rows.values()) yield parse(text);
    },
    get size() {
      return rows.size;
    },
  };
}

/** What a response says, for comparing. */
export async function read(
  answer: ReturnType<ApiGateway['request']>,
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of tests
): Promise<{ status: number; headers: Record<string, string>; text: string; json: any }> {
  const response = await answer;
  if (!response) throw new Error('not for API Gateway');
  const text = Buffer.from(response.body).toString();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers.map(([name, value]) => [name.toLowerCase(), value])),
    text,
    json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined,
  };
}
