import { join } from 'node:path';
import type { Cloud, Service } from '../cloud.ts';
import { createCodeStore } from './code-store.ts';
import { accountSettingsOperations } from './control/account-settings.ts';
import { aliasOperations } from './control/aliases.ts';
import { concurrencyOperations } from './control/concurrency.ts';
import { eventInvokeConfigOperations } from './control/event-invoke-config.ts';
import { functionOperations } from './control/functions.ts';
import { permissionOperations } from './control/permissions.ts';
import { tagOperations } from './control/tags.ts';
import { versionOperations } from './control/versions.ts';
import { createAsyncQueue } from './execution/async-queue.ts';
import { locateBootstrap } from './execution/bootstrap-file.ts';
import { createFleet } from './execution/fleet.ts';
import { createInvoker } from './execution/invoker.ts';
import { createLogDelivery } from './execution/log-delivery.ts';
import { invokeOperations } from './invoke.ts';
import { openLambdaRecords } from './records.ts';

/** AWS Lambda: functions, versions, aliases and permissions; runs Node.js handlers in child processes. */
export function createLambda(cloud: Cloud): Service {
  const records = openLambdaRecords(cloud);
  const dir = join(cloud.filesDir, 'lambda');
  const codeStore = createCodeStore(dir);
  const logs = createLogDelivery(cloud);
  let located: Promise<string> | undefined;
  const bootstrap = (): Promise<string> => (located ??= locateBootstrap(join(dir, 'bootstrap')));
  const fleet = createFleet({ codeStore, logs, endpoint: cloud.endpoint, bootstrap });
  const invoker = createInvoker(records, fleet);
  const queue = createAsyncQueue(cloud, records, invoker);
  const parts = { cloud, records, codeStore, fleet };

  return {
    name: 'lambda',
    operations: {
      ...functionOperations(parts),
      ...versionOperations(parts),
      ...aliasOperations(records),
      ...permissionOperations(records),
      ...concurrencyOperations(records),
      ...eventInvokeConfigOperations(records),
      ...tagOperations(records),
      ...accountSettingsOperations(records),
      ...invokeOperations(records, invoker, queue),
    },
    async close() {
      queue.close();
      await fleet.close();
      await logs.close();
    },
  };
}
