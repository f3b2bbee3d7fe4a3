import { ServiceError, type RequestContext, type ServiceName } from './cloud.ts';

/** `count` requests in `seconds`, and no more than `burst` at once. */
interface Quota {
  readonly count: number;
  readonly seconds: number;
  readonly burst: number;
}

/**
 * API Gateway's quotas of its control plane, per account and region (AWS-FACTS 2, from
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). Burst of the single operations is not
 * documented; one period's worth is assumed.
 */
const quotas: Readonly<Record<string, Quota>> = {
  CreateRestApi: { count: 1, seconds: 3, burst: 1 },
  'CreateRestApi (edge)': { count: 1, seconds: 30, burst: 1 },
  ImportRestApi: { count: 1, seconds: 3, burst: 1 },
  DeleteRestApi: { count: 1, seconds: 30, burst: 1 },
  CreateDeployment: { count: 1, seconds: 5, burst: 1 },
  CreateResource: { count: 5, seconds: 1, burst: 5 },
  DeleteResource: { count: 5, seconds: 1, burst: 5 },
  GetResources: { count: 5, seconds: 2, burst: 5 },
  PutRestApi: { count: 1, seconds: 1, burst: 1 },
  CreateDomainName: { count: 1, seconds: 30, burst: 1 },
  UpdateDomainName: { count: 1, seconds: 30, burst: 1 },
  DeleteDomainName: { count: 1, seconds: 30, burst: 1 },
};
const together: Quota = { count: 10, seconds: 1, burst: 40 };

/**
 * Token buckets for these quotas.
 * @param now milliseconds on a clock that does not jump.
 */
export function createQuotas(now: () => number) {
  const buckets = new Map<string, { tokens: number; filled: number }>();
  const refill = (key: string, quota: Quota) => {
    const bucket = buckets.get(key) ?? { tokens: quota.burst, filled: now() };
    buckets.set(key, bucket);
    const elapsed = (now() - bucket.filled) / 1000;
    bucket.tokens = Math.min(quota.burst, bucket.tokens + (elapsed * quota.count) / quota.seconds);
    bucket.filled = now();
    return bucket;
  };

  return (service: ServiceName, operation: string, input: object, context: RequestContext): void => {
    if (service !== 'apigateway') return;
    const place = `${context.account}/${context.region}`;
    const name = operation === 'CreateRestApi' && isEdge(input) ? 'CreateRestApi (edge)' : operation;
    const own = quotas[name];
    const drawn = [refill(place, together), ...(own ? [refill(`${place}/${name}`, own)] : [])];
    // A rejected request takes nothing.
    if (drawn.some((bucket) => bucket.tokens < 1)) {
      throw new ServiceError('TooManyRequestsException', 'Too Many Requests', 429);
    }
    for (const bucket of drawn) bucket.tokens--;
  };
}

/** An API without an endpoint type is edge-optimized. */
function isEdge(input: object): boolean {
  const { types } = (input as { endpointConfiguration?: { types?: string[] } }).endpointConfiguration ?? {};
  return types === undefined || types.length === 0 || types.includes('EDGE');
}
