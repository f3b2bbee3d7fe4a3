import type { Aws } from '../aws/connection.ts';
import type { StackRecord } from '../aws/stack-records.ts';

/** Name of the stack that holds the artifact bucket: one per account and region. */
export const toolkitStackName = 'jets-toolkit';

/** What AWS has right now, as far as a deploy of one namespace is concerned. */
export interface Live {
  /** Absent until the first deploy into this account and region. */
  readonly toolkit?: StackRecord;
  /** The app's root stack; absent when it was never deployed or was deleted. */
  readonly stack?: LiveStack;
}

export interface LiveStack {
  readonly record: StackRecord;
  /** The template last applied, as it was submitted. Absent while the stack was never created (REVIEW_IN_PROGRESS). */
  readonly templateBody?: string;
}

/** A nested stack with the template it was last given. */
export interface LivePage {
  readonly logicalId: string;
  readonly stackId: string;
  readonly templateBody: string;
}

/**
 * Reads the toolkit and the app's root stack. Three calls, in parallel; nothing is written.
 * Absent means that CloudFormation said so; a denied or failed read is thrown (AwsError).
 */
export async function loadLive(aws: Aws, namespace: string): Promise<Live> {
  const stacks = await aws.stacks();
  const [toolkit, record, templateBody] = await Promise.all([
    stacks.readStack(toolkitStackName),
    stacks.readStack(namespace),
    stacks.readTemplate(namespace),
  ]);
  return {
    ...(toolkit ? { toolkit } : {}),
    ...(record ? { stack: { record, ...(templateBody ? { templateBody } : {}) } } : {}),
  };
}

/** Reads the nested stacks of a root stack with their templates. */
export async function loadLivePages(aws: Aws, stackId: string): Promise<LivePage[]> {
  const stacks = await aws.stacks();
  const nested = (await stacks.listResources(stackId)).filter(
    (resource) => resource.type === 'AWS::CloudFormation::Stack' && resource.physicalId !== undefined,
  );
  const pages = await Promise.all(
    nested.map(async ({ logicalId, physicalId }) => {
      const templateBody = await stacks.readTemplate(physicalId ?? '');
      return templateBody ? [{ logicalId, stackId: physicalId ?? '', templateBody }] : [];
    }),
  );
  return pages.flat();
}
