import type { Cloud } from '../../cloud.ts';
import type { State } from '../state.ts';
import { checkApiKey } from './api-key.ts';
import { runAuthorizer } from './authorizer.ts';
import { headerOf, type Call } from './call.ts';
import type { EventExtra } from './event.ts';
import { missingToken, notEmbedded, type GatewayError } from './gateway-error.ts';

export type Authorization =
  | { readonly kind: 'allowed'; readonly extra: EventExtra }
  | { readonly kind: 'refused'; readonly error: GatewayError };

/** Who asks, by the method's authorization type, then the API key. Resource policies are not evaluated. */
export async function authorize(cloud: Cloud, state: State, call: Call): Promise<Authorization> {
  const identified = await identify(cloud, call);
  if (identified.kind === 'refused' || !call.route.method.apiKeyRequired) return identified;
  const apiKey = checkApiKey(state, call, identified.usageIdentifierKey);
  if ('status' in apiKey) return { kind: 'refused', error: apiKey };
  return { kind: 'allowed', extra: { ...identified.extra, apiKey } };
}

type Identified = Authorization & { readonly usageIdentifierKey?: string };

async function identify(cloud: Cloud, call: Call): Promise<Identified> {
  const { method } = call.route;
  switch (method.authorizationType) {
    case 'NONE':
      return { kind: 'allowed', extra: {} };
    case 'AWS_IAM': {
      const accessKey = findAccessKey(call);
      return accessKey === undefined
        ? { kind: 'refused', error: missingToken }
        : { kind: 'allowed', extra: { accessKey } };
    }
    case 'CUSTOM': {
      const authorizer = call.target.deployment.settings.authorizers[method.authorizerId ?? ''];
      const verdict = await runAuthorizer(cloud, call, authorizer);
      if (verdict.kind === 'refused') return verdict;
      const { kind, context, usageIdentifierKey } = verdict;
      return {
        kind,
        extra: { authorizer: context },
        ...(usageIdentifierKey === undefined ? {} : { usageIdentifierKey }),
      };
    }
    default:
      return {
        kind: 'refused',
        error: notEmbedded(`The embedded AWS has no authorization of type ${method.authorizationType}`),
      };
  }
}

/** From a Signature Version 4, in the header or the query. The signature itself is taken on trust: there are no secrets here. */
function findAccessKey({ request }: Call): string | undefined {
  const authorization = headerOf(request, 'authorization') ?? '';
  const signed = /^AWS4-HMAC-SHA256 .*Credential=([^/,\s]+)\//.exec(authorization)?.[1];
  if (signed !== undefined) return signed;
  const query = new URLSearchParams(request.query);
  return query.has('X-Amz-Signature') ? query.get('X-Amz-Credential')?.split('/')[0] : undefined;
}
