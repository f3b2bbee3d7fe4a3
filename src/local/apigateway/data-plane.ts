import type { Cloud } from '../cloud.ts';
import type { DataPlane, DataPlaneRequest, DataPlaneResponse } from '../http.ts';
import { authorize } from './execute/authorize.ts';
import { createCallIds, type Call, type CallIds } from './execute/call.ts';
import {
  configurationError,
  forbidden,
  missingToken,
  notEmbedded,
  requestTooLarge,
  type GatewayError,
} from './execute/gateway-error.ts';
import { buildGatewayResponse } from './execute/gateway-response.ts';
import { answerFromHttp } from './execute/http-proxy.ts';
import { answerFromLambda } from './execute/lambda-proxy.ts';
import { answerFromMock } from './execute/mock.ts';
import { validateRequest } from './execute/request-validation.ts';
import { findTarget, type Target } from './execute/target.ts';
import { openState, type State } from './state.ts';

/** Answers requests to deployed REST APIs, from the snapshot that the stage's deployment is. */
export function createDataPlane(cloud: Cloud): DataPlane {
  const state = openState(cloud.store);
  return async (request) => {
    const target = findTarget(state, request);
    if (target.kind === 'unknown-domain') return undefined;
    const ids = createCallIds(request);
    if (target.kind !== 'stage') return finish(request, ids, buildGatewayResponse(forbidden, request, ids));
    const answer = await answerRequest(cloud, state, request, target, ids);
    return finish(
      request,
      ids,
      isError(answer) ? buildGatewayResponse(answer, request, ids, target) : answer,
    );
  };
}

/** 10 MiB: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const maxPayload = 10_485_760;

async function answerRequest(
  cloud: Cloud,
  state: State,
  request: DataPlaneRequest,
  target: Target,
  ids: CallIds,
): Promise<DataPlaneResponse | GatewayError> {
  const route = target.routes.match(request.method, target.path);
  if (!route) return missingToken;
  if (request.body.length > maxPayload) return requestTooLarge;
  const context = { account: target.api.account, region: target.region, requestId: ids.requestId };
  const call: Call = { request, target, route, ids, context };
  const authorization = await authorize(cloud, state, call);
  if (authorization.kind === 'refused') return authorization.error;
  const invalid = validateRequest(call);
  if (invalid) return invalid;

  const integration = route.method.methodIntegration;
  switch (integration?.type) {
    case 'AWS_PROXY': {
      const answer = await answerFromLambda(cloud, call, integration, authorization.extra);
      return !isError(answer) && answer.body.length > maxPayload ? configurationError : answer;
    }
    case 'MOCK':
      return answerFromMock(call, integration);
    case 'HTTP_PROXY':
      return answerFromHttp(call, integration);
    case undefined:
      return configurationError;
    default:
      return notEmbedded(
        `The embedded AWS has no integrations of type ${integration?.type}: use AWS_PROXY, MOCK, or HTTP_PROXY to loopback`,
      );
  }
}

function isError(answer: DataPlaneResponse | GatewayError): answer is GatewayError {
  return 'errorType' in answer;
}

/** The identifiers that every answer has; HEAD has no body. */
function finish(request: DataPlaneRequest, ids: CallIds, response: DataPlaneResponse): DataPlaneResponse {
  return {
    status: response.status,
    headers: [
      ...response.headers,
      ['x-amzn-RequestId', ids.requestId],
      ['x-amz-apigw-id', ids.extendedRequestId],
    ],
    body: request.method === 'HEAD' ? new Uint8Array() : response.body,
  };
}
