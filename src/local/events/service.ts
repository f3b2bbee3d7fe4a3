import type { Cloud, Service } from '../cloud.ts';
import { systemClock, type Clock } from './clock.ts';
import { createDelivery } from './delivery.ts';
import { putEventsOperations } from './put-events.ts';
import { openEventsRecords } from './records.ts';
import { ruleOperations } from './rules.ts';
import { createScheduler } from './scheduler.ts';
import { tagOperations } from './tags.ts';
import { targetOperations } from './targets.ts';

/** EventBridge: rules on the default event bus, by schedule and by pattern, with Lambda functions as targets. */
export function createEvents(cloud: Cloud, clock: Clock = systemClock): Service {
  const records = openEventsRecords(cloud);
  const delivery = createDelivery(cloud);
  const scheduler = createScheduler(records, delivery, clock);
  scheduler.start();
  return {
    name: 'events',
    operations: {
      ...ruleOperations(records, scheduler, clock),
      ...targetOperations(records),
      ...tagOperations(records),
      ...putEventsOperations(records, delivery, clock),
    },
    async close() {
      scheduler.close();
      await delivery.close();
    },
  };
}
