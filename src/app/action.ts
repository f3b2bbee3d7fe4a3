/** An action of a controller: plain data it returns is sent as JSON. */
export type Action = (request: Request, context: ActionContext) => unknown;

/** What an action gets beside the web-standard request. */
export interface ActionContext {
  /** Path variables, decoded: `{ id: '7' }` for `posts/:id`. */
  readonly params: Readonly<Record<string, string>>;
  /** The event as API Gateway sent it. */
  readonly event: ApiGatewayEvent;
  readonly lambdaContext: LambdaContext;
}

/**
 * Event of a Lambda proxy integration of a Rest API (payload format 1.0).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export interface ApiGatewayEvent {
  /** The resource that matched: `/posts/{id}`. */
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  /** The last value of each header; `multiValueHeaders` has all of them. */
  readonly headers: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly queryStringParameters: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly pathParameters: Readonly<Record<string, string | undefined>> | null;
  readonly stageVariables: Readonly<Record<string, string | undefined>> | null;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly domainName?: string;
    readonly httpMethod: string;
    readonly path: string;
    readonly protocol: string;
    readonly requestId: string;
    readonly requestTimeEpoch: number;
    readonly resourceId: string;
    readonly resourcePath: string;
    readonly stage: string;
    readonly identity: {
      readonly sourceIp: string;
      readonly userAgent: string | null;
      readonly [name: string]: unknown;
    };
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
    readonly [name: string]: unknown;
  };
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

/**
 * Second argument of a Lambda handler.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export interface LambdaContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  /** MiB, as a string. */
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  /** Milliseconds until Lambda ends the invocation. */
  getRemainingTimeInMillis(): number;
}

/** Event of a scheduled EventBridge rule. https://docs.aws.amazon.com/eventbridge/latest/ref/events.html */
export interface ScheduledEvent {
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}
