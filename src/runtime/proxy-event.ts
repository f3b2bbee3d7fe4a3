/**
 * What the runtime reads of the event API Gateway hands to a function (REST API, Lambda proxy integration).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export interface ProxyEvent {
  /** The resource that matched: `/posts/{id}`, `/{path+}`. */
  readonly resource: string;
  /**
   * Path of the request, still percent-encoded: without the stage on the API's own host name, and exactly what
   * the client typed on a custom domain (with its base path). `requestContext.path` has the stage on both.
   */
  readonly path: string;
  /** The request's own verb, never `ANY`. */
  readonly httpMethod: string;
  /** Last value of each header. */
  readonly headers?: ByName<string>;
  readonly multiValueHeaders?: ByName<readonly string[]>;
  /** Percent-decoded, last value of each name. */
  readonly queryStringParameters?: ByName<string>;
  /** Percent-decoded; the order between different names is lost. */
  readonly multiValueQueryStringParameters?: ByName<readonly string[]>;
  /** Still percent-encoded. */
  readonly pathParameters?: ByName<string>;
  readonly requestContext?: { readonly domainName?: string };
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** API Gateway writes `null` where there is nothing. */
export type ByName<Value> = Readonly<Record<string, Value | undefined>> | null;

/** What API Gateway takes back from a function. */
export interface ProxyResult {
  readonly statusCode: number;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  /** Base64 when `isBase64Encoded`. */
  readonly body: string;
  readonly isBase64Encoded: boolean;
}
