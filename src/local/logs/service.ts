import { join } from 'node:path';
import { ServiceError, type Cloud, type Service } from '../cloud.ts';
import { createEventFiles } from './event-files.ts';
import { filterOperations } from './filter-log-events.ts';
import { readOperations } from './get-log-events.ts';
import { groupOperations } from './groups.ts';
import { putOperations } from './put-log-events.ts';
import { openLogsRecords } from './records.ts';
import { streamOperations } from './streams.ts';
import { tagOperations } from './tags.ts';

/** CloudWatch Logs: groups, streams, and events that are put, read and filtered. */
export function createLogs(cloud: Cloud): Service {
  const records = openLogsRecords(cloud);
  const files = createEventFiles(join(cloud.filesDir, 'logs'));
  const parts = { records, files };
  return {
    name: 'logs',
    operations: {
      ...groupOperations(parts),
      ...streamOperations(parts),
      ...tagOperations(records),
      ...putOperations(parts),
      ...readOperations(parts),
      ...filterOperations(parts),
      StartLiveTail() {
        throw new ServiceError(
          'NotImplemented',
          'The embedded AWS has no live tail. Call FilterLogEvents again and again instead.',
          501,
        );
      },
    },
    close: () => files.close(),
  };
}
