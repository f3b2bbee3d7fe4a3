import { ServiceError, type Cloud } from '../../cloud.ts';
import type { Call } from './call.ts';
import {
  configurationError,
  integrationTimeout,
  requestTooLarge,
  type GatewayError,
} from './gateway-error.ts';
import { mayInvoke, parseFunctionArn } from './invoke-permission.ts';

export type Invocation =
  | { readonly kind: 'answered'; readonly payload: Uint8Array; readonly functionError?: string }
  | { readonly kind: 'failed'; readonly error: GatewayError };

/**
 * Invokes the function that an integration or authorizer URI names, if API Gateway may.
 * @param uri with stage variables, as it was put.
 * @param sourceArn what the function's resource policy sees: `arn:aws:execute-api:…`.
 */
export async function invokeFunction(
  cloud: Cloud,
  call: Call,
  {
    uri,
    credentials,
    event,
    timeoutInMillis,
    sourceArn,
  }: {
    readonly uri: string;
    readonly credentials?: string | undefined;
    readonly event: object;
    readonly timeoutInMillis: number;
    readonly sourceArn: string;
  },
): Promise<Invocation> {
  const functionArn = parseInvocationUri(substituteStageVariables(uri, call));
  if (functionArn === undefined) return { kind: 'failed', error: configurationError };
  const role = credentials === undefined ? undefined : substituteStageVariables(credentials, call);
  if (!(await mayInvoke(cloud, call, functionArn, role, sourceArn))) {
    return { kind: 'failed', error: configurationError };
  }
  const { region, name, qualifier } = parseFunctionArn(functionArn);
  const input = {
    FunctionName: name,
    ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
    InvocationType: 'RequestResponse',
    Payload: Buffer.from(JSON.stringify(event)),
  };
  return withTimeout(
    timeoutInMillis,
    cloud.call('lambda', 'Invoke', input, { ...call.context, region: region || call.context.region }).then(
      (answer): Invocation => ({
        kind: 'answered',
        payload: answer.Payload ?? new Uint8Array(),
        ...(answer.FunctionError ? { functionError: String(answer.FunctionError) } : {}),
      }),
      (error: unknown): Invocation => {
        if (!(error instanceof ServiceError)) throw error;
        return { kind: 'failed', error: error.status === 413 ? requestTooLarge : configurationError };
      },
    ),
  );
}

/** `${stageVariables.name}`; a variable that the stage does not have is empty. */
export function substituteStageVariables(text: string, { target }: Call): string {
  return text.replace(
    /\$\{stageVariables\.(\w+)\}/g,
    (_all, name: string) => target.stage.variables?.[name] ?? '',
  );
}

/** The function ARN in `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/<arn>/invocations`. */
function parseInvocationUri(uri: string): string | undefined {
  return /:lambda:path\/\d{4}-\d{2}-\d{2}\/functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
}

/** The function goes on when API Gateway has stopped waiting. */
async function withTimeout(milliseconds: number, invocation: Promise<Invocation>): Promise<Invocation> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Invocation>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'failed', error: integrationTimeout }), milliseconds);
    timer.unref();
  });
  try {
    return await Promise.race([invocation, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
