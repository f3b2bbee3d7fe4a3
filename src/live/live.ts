import type { Aws } from '../aws/connection.ts';
import type { StackRecord } from '../aws/stack-records.ts';
import { findNested } from './find-nested.ts';
import type { LiveDomain } from './live-domain.ts';
import { loadDomain } from './load-domain.ts';
import { inParallel } from './in-parallel.ts';

/** Name of the stack that holds the artifact bucket: one per account and region. */
export const toolkitStackName = 'jets-toolkit';

/** What AWS has right now, as far as a deploy of one namespace is concerned. */
export interface Live {
  /** Absent until the first deploy into this account and region. */
  readonly toolkit?: StackRecord;
  /** The app's root stack; absent when it was never deployed or was deleted. */
  readonly stack?: LiveStack;
  /** The configured custom domain; absent when none is configured, or when there is no such domain. */
  readonly domain?: LiveDomain;
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
  /** CloudFormation's word for the state of the nested stack by itself; absent where it was not read. */
  readonly status?: string;
}

/**
 * Reads the toolkit and the app's root stack. Three calls, in parallel, and two for a custom domain; nothing is
 * written.
 * Absent means that CloudFormation said so; a denied or failed read is thrown (AwsError).
 */
export async function loadLive(aws: Aws, namespace: string, domainName?: string): Promise<Live> {
  const stacks = await aws.stacks();
  const [toolkit, record, templateBody, domain] = await Promise.all([
    stacks.readStack(toolkitStackName),
    stacks.readStack(namespace),
    stacks.readTemplate(namespace),
    loadDomain(aws, domainName),
  ]);
  return {
    ...(toolkit ? { toolkit } : {}),
    ...(record ? { stack: { record, ...(templateBody ? { templateBody } : {}) } } : {}),
    ...(domain ? { domain } : {}),
  };
}

/** Reads the nested stacks of a root stack with their templates. */
export async function loadLivePages(aws: Aws, stackId: string): Promise<LivePage[]> {
  const stacks = await aws.stacks();
  const nested = findNested(await stacks.listResources(stackId));
  const pages = await inParallel(nested, async ({ logicalId, stackId: nestedId }) => {
    const templateBody = await stacks.readTemplate(nestedId);
    return templateBody ? [{ logicalId, stackId: nestedId, templateBody }] : [];
  });
  return pages.flat();
}
