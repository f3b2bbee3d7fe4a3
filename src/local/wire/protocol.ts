import type { ServiceError } from '../cloud.ts';
import type { Codec } from './codecs.ts';
import type { WireRequest, WireResponse } from './message.ts';
import type { OperationModel, ServiceModel } from './model.ts';
import type { RestMatch, RestTarget } from './rest-router.ts';

/** One service, ready to be spoken to. */
export interface Front {
  readonly model: ServiceModel;
  readonly codec: Codec;
  readonly route: (target: RestTarget) => RestMatch | undefined;
}

interface Call {
  readonly operation: OperationModel;
  readonly input: object;
}

/** What a request needs to be known by in its answer. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
}

/** Requests to calls, outputs and errors to responses. */
export interface ProtocolBinding {
  /** @throws ServiceError when the request names no operation of the service or cannot be read. */
  readCall(front: Front, request: WireRequest): Call;
  writeOutput(front: Front, operation: OperationModel, output: object, asked: Asked): WireResponse;
  /** Written such that SDKs and the AWS CLI find code, message and members in it. */
  writeError(front: Front, error: ServiceError, asked: Asked): WireResponse;
}
