import type { ServiceName } from '../cloud.ts';
import { parseQuery, type WireRequest } from './message.ts';
import { serviceNames } from './model.ts';

export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  /** As signed: not always a service this program has. */
  readonly service: string;
}

/**
 * Who a request was signed by, and for which region and service: `AKID/20260102/us-east-1/s3/aws4_request` in the
 * Authorization header or the presigned query. The signature itself is not checked.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readCredentialScope(request: WireRequest): CredentialScope | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers['authorization'] ?? '')?.[1];
  const credential =
    header ?? parseQuery(request.query).find(([name]) => name.toLowerCase() === 'x-amz-credential')?.[1];
  if (!credential) return undefined;
  // An access key id holds no slash. Multi-region signatures (SigV4a) leave the region out.
  const parts = credential.split('/');
  const service = parts.at(-2);
  if (parts.length < 4 || !service) return undefined;
  const region = parts.length >= 5 ? parts[2]! : 'us-east-1';
  return { accessKeyId: parts[0]!, region, service };
}

export function isServiceName(service: string): service is ServiceName {
  return (serviceNames as string[]).includes(service);
}
