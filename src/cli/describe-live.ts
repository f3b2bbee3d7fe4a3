import type { Aws } from '../aws/connection.ts';
import { type Live, type LivePage, loadLivePages } from '../live/live.ts';
import { parseTemplate } from '../plan/parse-template.ts';
import { describeLogicalIds, type LogicalIdDescription } from '../templates/describe-logical-ids.ts';

/** What the logical ids of the live templates stand for. Nothing is known of templates that jets did not make. */
export function describeLive(
  { stack }: Live,
  livePages: readonly LivePage[],
): Map<string, LogicalIdDescription> {
  const [app, ...pages] = [stack?.templateBody, ...livePages.map(({ templateBody }) => templateBody)].map(
    (body) =>
      ({
        template: parseTemplate(body) ?? { AWSTemplateFormatVersion: '2010-09-09', Resources: {} },
      }) as const,
  );
  return app ? describeLogicalIds({ app, pages }) : new Map();
}

/** The same, with the nested stacks' templates read first. */
export async function describeLogicalIdsOf(aws: Aws, live: Live): Promise<Map<string, LogicalIdDescription>> {
  const stackId = live.stack?.record.id;
  return describeLive(live, stackId === undefined ? [] : await loadLivePages(aws, stackId));
}
