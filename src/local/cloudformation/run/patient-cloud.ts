import { setTimeout as delay } from 'node:timers/promises';
import type { Cloud } from '../../cloud.ts';
import { isThrottled } from './handler-failure.ts';

/**
 * Waits between the attempts of a throttled call, in milliseconds, each shortened by up to a half at random: about three
 * minutes altogether, which carries a call through API Gateway's slowest quotas (one in 30 s) behind a few others.
 */
const waits = [500, 1_000, 2_000, 4_000, ...Array.from({ length: 25 }, () => 8_000)];

/**
 * The cloud as resource handlers see it: a throttled call is made again, by itself and not the handler as a whole, so that
 * nothing is made twice and what a failed create takes back is really taken back. At last the 429 is the resource's failure.
 *
 * `Throttling` is one of the retriable codes of the handler contract
 * (https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html). How long AWS's own
 * handlers go on is not documented; that large APIs do fail there with `Too Many Requests`
 * (https://github.com/aws/aws-cdk/issues/15573) is not imitated.
 */
export function openPatientCloud(cloud: Cloud): Cloud {
  return {
    ...cloud,
    call: async (service, operation, input, context) => {
      for (const wait of waits) {
        try {
          return await cloud.call(service, operation, input, context);
        } catch (error) {
          if (!isThrottled(error)) throw error;
          if (cloud.latency.mode === 'real') await delay(wait * (0.5 + Math.random() / 2));
        }
      }
      return cloud.call(service, operation, input, context);
    },
  };
}
