import { decodeAwsChunked } from './aws-chunked.ts';
import { parseQuery, type WireRequest } from './message.ts';
import type { RestTarget } from './rest-router.ts';

/**
 * The bucket of an S3 request, and its body without `aws-chunked` framing. The bucket is the first part of the host
 * (virtual-hosted style) or of the path (path style).
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function readS3Target(request: WireRequest): { target: RestTarget; body: Uint8Array } {
  const host = (request.headers['host'] ?? '').replace(/:\d+$/, '');
  const query = parseQuery(request.query);
  const virtual = findVirtualHostedBucket(host);
  const [, first = '', rest] = /^\/([^/]*)(\/.*)?$/.exec(request.path) ?? [];
  const bucket = virtual ?? (first === '' ? undefined : decodeURIComponent(first));
  const path = virtual === undefined ? (rest ?? '/') : request.path;

  const { body, trailers } = isAwsChunked(request)
    ? decodeAwsChunked(request.body)
    : { body: request.body, trailers: {} };
  const headers = { ...request.headers, ...trailers };
  if (isAwsChunked(request)) {
    const encodings = (request.headers['content-encoding'] ?? '')
      .split(',')
      .map((encoding) => encoding.trim())
      .filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
    headers['content-encoding'] = encodings.join(',');
    headers['content-length'] = String(body.length);
  }
  return {
    target: { method: request.method, path, query, headers, ...(bucket === undefined ? {} : { bucket }) },
    body,
  };
}

/** `bucket.s3.<region>.amazonaws.com`, and `bucket.localhost`, `bucket.s3.localhost`, `bucket.127.0.0.1` for this program. */
function findVirtualHostedBucket(host: string): string | undefined {
  return (/^(.+)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/.exec(host) ??
    /^(?!s3\.)(.+?)(?:\.s3(?:\.[a-z0-9-]+)?)?\.localhost$/.exec(host) ??
    /^(.+)\.127\.0\.0\.1$/.exec(host))?.[1];
}

function isAwsChunked(request: WireRequest): boolean {
  return (
    (request.headers['content-encoding'] ?? '')
      .split(',')
      .some((encoding) => encoding.trim() === 'aws-chunked') ||
    (request.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')
  );
}
