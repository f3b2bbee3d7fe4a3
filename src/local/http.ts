/** A request to a deployed API, as it came in over HTTP. */
export interface DataPlaneRequest {
  readonly method: string;
  /** Host header with any port removed. */
  readonly host: string;
  /** Given when the request named API and stage in its path (`/_aws/execute-api/<api>/<stage>/…`); absent for a custom domain. */
  readonly apiId?: string;
  readonly stageName?: string;
  /** Still percent-encoded, with a leading slash. Without the `/_aws/execute-api/<api>/<stage>` prefix; with the base path for a custom domain. */
  readonly path: string;
  /** Raw query string without `?`. */
  readonly query: string;
  /** In the order and case of the wire; repeated headers are repeated. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly sourceIp: string;
}

export interface DataPlaneResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** Answers requests to deployed APIs. `undefined`: no custom domain has this host, so it is an AWS API call. */
export type DataPlane = (request: DataPlaneRequest) => Promise<DataPlaneResponse | undefined>;
