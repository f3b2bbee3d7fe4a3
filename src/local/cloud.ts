/** Service names as requests are signed for them (credential scope); the embedded AWS finds the service by it. */
export type ServiceName =
  'cloudformation' | 'apigateway' | 'lambda' | 's3' | 'iam' | 'sts' | 'logs' | 'events' | 'route53' | 'acm';

/** Who asks, and where. Every call between services hands it on. */
export interface RequestContext {
  readonly account: string;
  readonly region: string;
  readonly requestId: string;
  /** Whose credentials signed the request; absent when a service acts by itself. */
  readonly accessKeyId?: string;
}

/**
 * One operation of a service. The input is AWS's input shape with blobs as Uint8Array and timestamps as Date;
 * so is what it returns. Streaming bodies are Uint8Array both ways.
 * Throws {@link ServiceError} for everything AWS refuses.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- the wire layer checks shapes by AWS's schemas
export type Operation = (input: any, context: RequestContext) => object | Promise<object>;

export interface Service {
  readonly name: ServiceName;
  /** By operation name: `CreateStack`. What is not here answers 501. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** Called once when the embedded AWS stops, after the last request: ends child processes and timers. */
  close?(): Promise<void>;
}

/** An error answer of a service, as its real counterpart words it. */
export class ServiceError extends Error {
  override readonly name: string;

  /**
   * @param code AWS's error code: `ConflictException`.
   * @param message AWS's message, word for word where AWS-FACTS has it.
   * @param status HTTP status: 400 unless the service says otherwise.
   * @param fields further members of the error shape.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** What services are made of. One instance per embedded AWS; a service's factory takes it: `createLambda(cloud): Service`. */
export interface Cloud {
  /**
   * Calls another service in process: the same code, checks, quotas and errors as over the wire.
   * This is how CloudFormation makes resources and API Gateway invokes functions.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- see Operation
  call(service: ServiceName, operation: string, input: object, context: RequestContext): Promise<any>;
  readonly store: Store;
  readonly latency: Latency;
  /** `http://127.0.0.1:4566`, without a trailing slash. */
  readonly endpoint: () => string;
  /** Folder for files that are no records: function code, buckets' objects. Exists. */
  readonly filesDir: string;
  /** Fresh random identifier of lower-case letters and digits, as API Gateway makes them. */
  readonly generateId: (length: number) => string;
}

/**
 * Durations and quotas. `instant` waits for nothing and throttles nothing; `real` makes operations take about as
 * long as on AWS and enforces API Gateway's quotas (AWS-FACTS 2).
 */
export interface Latency {
  readonly mode: 'instant' | 'real';
  /** Resolves after about the time `what` takes on AWS; at once when instant. `what`: `<service>:<operation>`, a resource type, or
   * `<type> (delete)`. */
  wait(what: string): Promise<void>;
}

/** Records that survive a restart and a kill: every put and remove is journalled in order. */
export interface Store {
  /** The same collection every time for one name; name it `<service>.<things>`: `lambda.functions`. */
  collection<T>(name: string): Collection<T>;
  /** Resolves when everything put so far is on disk. */
  flush(): Promise<void>;
}

/**
 * A map of JSON values, in insertion order. Values are never changed in place: put a changed copy.
 * Keys carry the region where the service is regional: `us-east-1/posts`.
 */
export interface Collection<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  put(key: string, value: T): void;
  remove(key: string): boolean;
  entries(): IterableIterator<[string, T]>;
  values(): IterableIterator<T>;
  readonly size: number;
}
