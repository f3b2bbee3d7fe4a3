import type { Cloud } from '../../cloud.ts';
import type { AuthorizerRecord } from '../records.ts';
import { headerOf, type Call } from './call.ts';
import { buildProxyEvent, parseQuery } from './event.ts';
import {
  accessDenied,
  authorizerFailure,
  notEmbedded,
  unauthorized,
  type GatewayError,
} from './gateway-error.ts';
import { invokeFunction } from './invoke-function.ts';
import { covers, statementsOf } from './policy.ts';
import { authorizerSourceArn, methodArn } from './source-arn.ts';

export type Verdict =
  | {
      readonly kind: 'allowed';
      /** The authorizer's context with `principalId`, as `requestContext.authorizer` has it. */
      readonly context: Readonly<Record<string, unknown>>;
      readonly usageIdentifierKey?: string;
    }
  | { readonly kind: 'refused'; readonly error: GatewayError };

/**
 * A Lambda authorizer, TOKEN or REQUEST. Results are not cached: every request asks the function.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export async function runAuthorizer(
  cloud: Cloud,
  call: Call,
  authorizer: AuthorizerRecord | undefined,
): Promise<Verdict> {
  if (!authorizer) return refuse(authorizerFailure);
  if (authorizer.type === 'COGNITO_USER_POOLS') {
    return refuse(notEmbedded('The embedded AWS has no Cognito user pools to authorize with'));
  }
  const event = buildAuthorizerEvent(call, authorizer);
  if (!event) return refuse(unauthorized);
  const invocation = await invokeFunction(cloud, call, {
    uri: authorizer.authorizerUri ?? '',
    credentials: authorizer.authorizerCredentials,
    event,
    timeoutInMillis: 29_000,
    sourceArn: authorizerSourceArn(call, authorizer.id),
  });
  if (invocation.kind === 'failed') return refuse(authorizerFailure);
  return judge(call, invocation.payload, invocation.functionError);
}

/** `undefined` when the request lacks what the authorizer identifies it by: the function is not even asked. */
function buildAuthorizerEvent(call: Call, authorizer: AuthorizerRecord): object | undefined {
  const sources = (authorizer.identitySource ?? '')
    .split(',')
    .map((source) => source.trim())
    .filter(Boolean);
  const values = sources.map((source) => readIdentity(call, source));
  if (values.some((value) => !value)) return undefined;
  if (authorizer.type === 'REQUEST')
    return { type: 'REQUEST', methodArn: methodArn(call), ...buildProxyEvent(call) };
  const [authorizationToken = ''] = values;
  const { identityValidationExpression } = authorizer;
  if (
    identityValidationExpression &&
    !new RegExp(`^(?:${identityValidationExpression})$`).test(authorizationToken ?? '')
  ) {
    return undefined;
  }
  return { type: 'TOKEN', methodArn: methodArn(call), authorizationToken };
}

/** `method.request.header.Authorization`, `method.request.querystring.token`, `stageVariables.x`, `context.x`. */
function readIdentity(call: Call, source: string): string | undefined {
  const header = /^method\.request\.(?:multivalue)?header\.(.+)$/i.exec(source)?.[1];
  if (header !== undefined) return headerOf(call.request, header.toLowerCase());
  const query = /^method\.request\.(?:multivalue)?querystring\.(.+)$/i.exec(source)?.[1];
  if (query !== undefined) return parseQuery(call.request.query).findLast(([name]) => name === query)?.[1];
  const variable = /^stageVariables\.(.+)$/.exec(source)?.[1];
  if (variable !== undefined) return call.target.stage.variables?.[variable];
  return { 'context.httpMethod': call.request.method, 'context.identity.sourceIp': call.request.sourceIp }[
    source
  ];
}

function judge(call: Call, payload: Uint8Array, functionError: string | undefined): Verdict {
  const answer: unknown = parseJson(payload);
  if (functionError !== undefined) {
    // A function that throws `Unauthorized` means 401: the one error that AWS reads.
    const isRefusal = (answer as { errorMessage?: string } | undefined)?.errorMessage === 'Unauthorized';
    return refuse(isRefusal ? unauthorized : authorizerFailure);
  }
  const { principalId, policyDocument, context, usageIdentifierKey } = (answer ?? {}) as {
    principalId?: unknown;
    policyDocument?: unknown;
    context?: Readonly<Record<string, unknown>>;
    usageIdentifierKey?: string;
  };
  if (typeof principalId !== 'string' || policyDocument === undefined) return refuse(authorizerFailure);
  const applying = statementsOf(policyDocument).filter(
    ({ Action, Resource }) => covers(Action, 'execute-api:Invoke') && covers(Resource, methodArn(call)),
  );
  if (applying.some(({ Effect }) => Effect === 'Deny')) return refuse(accessDenied(true));
  if (!applying.some(({ Effect }) => Effect === 'Allow')) return refuse(accessDenied(false));
  return {
    kind: 'allowed',
    context: { ...stringify(context), principalId },
    ...(usageIdentifierKey === undefined ? {} : { usageIdentifierKey }),
  };
}

/** Values reach the integration as strings. */
function stringify(context: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(context ?? {}).map(([name, value]) => [name, String(value)]));
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
}

function refuse(error: GatewayError): Verdict {
  return { kind: 'refused', error };
}
