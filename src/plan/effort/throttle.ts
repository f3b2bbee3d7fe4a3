/** `count` requests in `seconds`, and no more than `burst` at once. */
interface Quota {
  readonly count: number;
  readonly seconds: number;
  readonly burst: number;
}

/**
 * Seconds that quotas alone demand for these operations, however many run in parallel: each quota's, and the longest counts.
 *
 * @param operations `apigateway:CreateResource`, … as listOperations gives them.
 * @param isEdge creating an edge-optimized Rest API has a quota of its own.
 */
export function estimateThrottling(operations: readonly string[], isEdge: boolean): number {
  const counts = new Map<string, number>();
  for (const operation of operations) {
    const name = isEdge && operation === 'apigateway:CreateRestApi' ? `${operation} (edge)` : operation;
    for (const quota of [name, operation.slice(0, operation.indexOf(':'))]) {
      counts.set(quota, (counts.get(quota) ?? 0) + 1);
    }
  }
  const waits = [...counts].map(([name, wanted]) => {
    const quota = quotas[name];
    return quota ? (Math.max(0, wanted - quota.burst) * quota.seconds) / quota.count : 0;
  });
  return Math.max(0, ...waits);
}

/**
 * Documented quotas of one account in one region. A service's name stands for all its operations together.
 * Sources: docs.aws.amazon.com/apigateway/latest/developerguide/limits.html (AWS-FACTS 2; none of them can be raised) and
 * docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html ("rest of the control plane API requests").
 *
 * Of the bursts only that of API Gateway's total, 40, is documented. The others are assumed to be one second's or, where
 * less than one fits into a second, one request.
 */
const quotas: Readonly<Record<string, Quota>> = {
  'apigateway:CreateRestApi': { count: 1, seconds: 3, burst: 1 },
  'apigateway:CreateRestApi (edge)': { count: 1, seconds: 30, burst: 1 },
  'apigateway:DeleteRestApi': { count: 1, seconds: 30, burst: 1 },
  'apigateway:CreateDeployment': { count: 1, seconds: 5, burst: 1 },
  'apigateway:CreateResource': { count: 5, seconds: 1, burst: 5 },
  'apigateway:DeleteResource': { count: 5, seconds: 1, burst: 5 },
  apigateway: { count: 10, seconds: 1, burst: 40 },
  lambda: { count: 15, seconds: 1, burst: 15 },
};
