import type { RequestContext } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { constraintError, validationError } from '../errors.ts';
import { type Catalog, parseTemplate } from './parse-template.ts';
import type { Template } from './template.ts';

/** Bytes of a template's body, inline and in S3 (AWS-FACTS 1, Limits; S3: `Template may not exceed 1000000 bytes`). */
const maxInlineBytes = 51_200;
const maxStoredBytes = 1_000_000;

/** The body that a request gives inline or by its S3 address; undefined when it gives neither. */
export async function loadTemplateBody(
  engine: Engine,
  input: { readonly TemplateBody?: string | undefined; readonly TemplateURL?: string | undefined },
  context: RequestContext,
): Promise<string | undefined> {
  const { TemplateBody: body, TemplateURL: url } = input;
  if (body !== undefined && url !== undefined) {
    throw validationError('You cannot specify both Template URL and Template Body.');
  }
  if (body !== undefined) {
    if (Buffer.byteLength(body) > maxInlineBytes) {
      throw constraintError(
        body,
        'templateBody',
        `Member must have length less than or equal to ${maxInlineBytes}`,
      );
    }
    return body;
  }
  return url === undefined ? undefined : readTemplateUrl(engine, url, context);
}

async function readTemplateUrl(engine: Engine, url: string, context: RequestContext): Promise<string> {
  const place = parseS3Url(url, engine.cloud.endpoint());
  if (place === undefined) throw validationError('TemplateURL must be a supported URL.');
  let stored: { readonly Body?: unknown };
  try {
    stored = (await engine.cloud.call(
      's3',
      'GetObject',
      { Bucket: place.bucket, Key: place.key },
      context,
    )) as typeof stored;
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw validationError(
      `S3 error: ${reason}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
  const bytes = stored.Body;
  if (!(bytes instanceof Uint8Array)) throw new Error(`S3 gave no body for ${url}.`);
  if (bytes.byteLength > maxStoredBytes) {
    throw validationError(`Template may not exceed ${maxStoredBytes} bytes in size.`);
  }
  return Buffer.from(bytes).toString('utf8');
}

/**
 * Bucket and key of an S3 address: virtual-hosted (`https://<bucket>.s3.<region>.amazonaws.com/<key>`), path style
 * (`https://s3.<region>.amazonaws.com/<bucket>/<key>`), or path style on the embedded AWS's own endpoint.
 */
function parseS3Url(
  url: string,
  endpoint: string,
): { readonly bucket: string; readonly key: string } | undefined {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return undefined;
  }
  const path = decodeURIComponent(parsed.pathname).slice(1);
  const hosted = /^(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.exec(parsed.hostname);
  if (hosted !== null) return path === '' ? undefined : { bucket: hosted[1] ?? '', key: path };
  const isPathStyle =
    /^s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.test(parsed.hostname) || parsed.origin === endpoint;
  const slash = path.indexOf('/');
  return !isPathStyle || slash < 1 || slash === path.length - 1
    ? undefined
    : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

/** Parses a body once: an update reads the same template several times. */
export function openTemplateCache(catalog: Catalog): (body: string) => Template {
  const recent = new Map<string, Template>();
  return (body) => {
    const before = recent.get(body);
    const template = before ?? parseTemplate(body, catalog);
    recent.delete(body);
    recent.set(body, template);
    const [oldest] = recent.keys();
    if (recent.size > 64 && oldest !== undefined) recent.delete(oldest);
    return template;
  };
}
