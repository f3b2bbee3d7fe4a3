import { requiredMembers, type OperationModel, type ServiceModel } from './model.ts';

export interface RestMatch {
  readonly operation: OperationModel;
  /** Decoded path labels by member name. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface RestTarget {
  readonly method: string;
  /** Percent-encoded path, without the bucket for S3. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** S3 only: the bucket, which its path templates leave out. */
  readonly bucket?: string;
}

/**
 * Finds the operation a request means by the `http` traits of a service. Of several that fit (S3 has PutObject,
 * CopyObject and UploadPart on one path) the one with the most literal path segments, static query parameters and
 * required query or header members wins; a tie goes to an operation that `prefer` names.
 */
export function createRestRouter(
  model: ServiceModel,
  prefer: (operation: string) => boolean,
): (target: RestTarget) => RestMatch | undefined {
  const routes = [...model.operations.values()].flatMap((operation) =>
    operation.http ? [buildRoute(operation, operation.http, model.name === 's3')] : [],
  );
  return (target) => {
    let best: (RestMatch & { readonly score: number }) | undefined;
    for (const route of routes) {
      const labels = matchRoute(route, target);
      if (!labels) continue;
      const score = route.weight + (prefer(route.operation.name) ? 0.5 : 0);
      if (!best || score > best.score) best = { operation: route.operation, labels, score };
    }
    return best;
  };
}

interface Route {
  readonly operation: OperationModel;
  readonly method: string;
  readonly segments: readonly Segment[];
  readonly staticQuery: readonly (readonly [string, string])[];
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** Only S3: whether the operation is about a bucket; its path begins behind it. */
  readonly bucket?: boolean;
  readonly weight: number;
}

type Segment = { readonly literal: string } | { readonly label: string; readonly greedy: boolean };

function buildRoute(operation: OperationModel, http: readonly [string, string, number], s3: boolean): Route {
  const [method, template] = http;
  const [path = '/', search = ''] = template.split('?');
  const segments = path
    .split('/')
    .filter((part) => part !== '')
    .map((part): Segment => {
      const label = /^\{(.+?)(\+?)\}$/.exec(part);
      return label ? { label: label[1]!, greedy: label[2] === '+' } : { literal: part };
    });
  // `x-id` only tells people which operation was called; clients may leave it out.
  const staticQuery = [...new URLSearchParams(search)].filter(([name]) => name !== 'x-id');
  const members = operation.input.isStructSchema() ? operation.input.getMemberSchemas() : {};
  const required = requiredMembers(operation.input).map((name) => members[name]!.getMergedTraits());
  const requiredQuery = required.flatMap((traits) => (traits.httpQuery ? [traits.httpQuery] : []));
  const requiredHeaders = required.flatMap((traits) =>
    traits.httpHeader ? [traits.httpHeader.toLowerCase()] : [],
  );
  const literals = segments.filter((segment) => 'literal' in segment).length;
  return {
    operation,
    method,
    segments,
    staticQuery,
    requiredQuery,
    requiredHeaders,
    ...(s3 ? { bucket: 'Bucket' in members } : {}),
    weight: 100 * literals + staticQuery.length + requiredQuery.length + requiredHeaders.length,
  };
}

function matchRoute(route: Route, target: RestTarget): Record<string, string> | undefined {
  if (route.method !== target.method) return undefined;
  if (route.bucket !== undefined && route.bucket !== (target.bucket !== undefined)) return undefined;
  const has = (name: string, value?: string): boolean =>
    target.query.some(([key, given]) => key === name && (!value || given === value));
  if (!route.staticQuery.every(([name, value]) => has(name, value))) return undefined;
  if (!route.requiredQuery.every((name) => has(name))) return undefined;
  if (!route.requiredHeaders.every((name) => target.headers[name] !== undefined)) return undefined;
  const labels = matchPath(route.segments, target.path);
  return labels && target.bucket !== undefined ? { ...labels, Bucket: target.bucket } : labels;
}

function matchPath(segments: readonly Segment[], path: string): Record<string, string> | undefined {
  const greedy = segments.length > 0 && isGreedy(segments.at(-1)!);
  const labels: Record<string, string> = {};
  // Object keys may begin and end with slashes; other services accept a trailing one.
  const parts = path.slice(1).split('/');
  if (!greedy && parts.at(-1) === '') parts.pop();
  if (greedy ? parts.length < segments.length || path === '/' : parts.length !== segments.length)
    return undefined;
  for (const [index, segment] of segments.entries()) {
    const part = parts[index]!;
    if ('literal' in segment) {
      if (segment.literal !== part) return undefined;
    } else if (segment.greedy && index === segments.length - 1) {
      labels[segment.label] = parts.slice(index).map(decode).join('/');
    } else {
      if (part === '') return undefined;
      labels[segment.label] = decode(part);
    }
  }
  return labels;
}

const isGreedy = (segment: Segment): boolean => 'label' in segment && segment.greedy;

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
