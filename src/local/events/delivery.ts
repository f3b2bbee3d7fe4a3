import { randomUUID } from 'node:crypto';
import type { Target } from '@aws-sdk/client-eventbridge';
import { ServiceError, type Cloud, type RequestContext } from '../cloud.ts';
import { isInvokeAllowed } from '../lambda/is-invoke-allowed.ts';
import type { RuleRecord } from './records.ts';
import { transformInput } from './transform-input.ts';

export interface Delivery {
  /** Sends an event to every target of a rule, in the background. */
  deliver(rule: RuleRecord, event: object): void;
  /** Resolves when what was begun has been handed over. */
  close(): Promise<void>;
}

/**
 * Invokes functions asynchronously when their resource policy lets EventBridge do so for the rule. An event that a function
 * does not take is lost, as on AWS, where only a metric tells.
 */
export function createDelivery(cloud: Cloud): Delivery {
  const running = new Set<Promise<void>>();

  async function send(rule: RuleRecord, target: Target, event: object): Promise<void> {
    const context = (): RequestContext => ({
      account: rule.account,
      region: rule.region,
      requestId: randomUUID(),
    });
    const functionArn = target.Arn!;
    const source = { service: 'events.amazonaws.com', sourceArn: rule.arn, sourceAccount: rule.account };
    try {
      if (!(await isInvokeAllowed(cloud, functionArn, source, context()))) return;
      const input = {
        FunctionName: functionArn,
        InvocationType: 'Event',
        Payload: Buffer.from(transformInput(target, event), 'utf8'),
      };
      await cloud.call('lambda', 'Invoke', input, context());
    } catch (error) {
      if (!(error instanceof ServiceError && error.status < 500)) throw error;
    }
  }

  return {
    deliver(rule, event) {
      for (const target of rule.targets) {
        const sending = send(rule, target, event)
          .catch((error: unknown) =>
            process.emitWarning(`Rule ${rule.name} could not reach ${target.Arn}: ${String(error)}`),
          )
          .finally(() => running.delete(sending));
        running.add(sending);
      }
    },
    async close() {
      await Promise.all(running);
    },
  };
}
