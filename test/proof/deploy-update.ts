import type {
  CreateStackOutput,
  DescribeStackEventsOutput,
  DescribeStacksOutput,
  StackEvent,
} from '@aws-sdk/client-cloudformation';

import type { Artifact } from '../../src/bundle/artifact.ts';
import { codeKey } from '../../src/templates/keys.ts';
import { artifactBucketParameter } from '../../src/templates/template.ts';
import { readZip } from './app-sketch.ts';
import type { EngineHandle } from './engine.ts';

/** What became of a stack operation. */
export type Outcome =
  | { readonly kind: 'complete'; readonly stackId: string }
  /** CloudFormation found nothing to change. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'rolled-back'; readonly status: string; readonly reasons: readonly string[] };

export interface Upload {
  readonly key: string;
  readonly body: string;
}

export interface StackUpdate {
  readonly stackName: string;
  readonly action: 'create' | 'update';
  /** Key of the root stack's template, which is among the uploads. */
  readonly template: string;
  readonly templates: readonly Upload[];
  readonly artifacts: readonly Artifact[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Uploads, creates or updates, and waits for the end: what any deploy tool does. */
export async function deployUpdate(
  engine: EngineHandle,
  bucket: string,
  update: StackUpdate,
): Promise<Outcome> {
  const { stackName, action, templates, artifacts } = update;
  await upload(engine, bucket, stackName, templates, artifacts);
  const operation = action === 'create' ? 'CreateStack' : 'UpdateStack';
  let stackId: string;
  try {
    const answer = await engine.call<CreateStackOutput>('cloudformation', operation, {
      StackName: stackName,
      TemplateURL: `https://${bucket}.s3.${engine.region}.amazonaws.com/${update.template}`,
      Parameters: [{ ParameterKey: artifactBucketParameter, ParameterValue: bucket }],
      Tags: Object.entries(update.tags).map(([Key, Value]) => ({ Key, Value })),
      Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    });
    stackId = answer.StackId ?? '';
  } catch (error) {
    if (error instanceof Error && error.message === 'No updates are to be performed.') {
      return { kind: 'unchanged' };
    }
    throw error;
  }
  const { status } = await engine.settled(stackId);
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return { kind: 'complete', stackId };
  return { kind: 'rolled-back', status, reasons: await readFailures(engine, stackId) };
}

async function upload(
  engine: EngineHandle,
  bucket: string,
  namespace: string,
  templates: readonly Upload[],
  artifacts: readonly Artifact[],
): Promise<void> {
  const zips = artifacts.map((artifact) => ({
    key: codeKey(namespace, artifact.sha256),
    body: readZip(artifact),
  }));
  const texts = templates.map(({ key, body }) => ({ key, body: Buffer.from(body) }));
  const objects = new Map([...zips, ...texts].map((object) => [object.key, object.body]));
  for (const [Key, Body] of objects) await engine.call('s3', 'PutObject', { Bucket: bucket, Key, Body });
}

/** Why the last operation of a stack failed, its nested stacks included, in the services' own words. */
async function readFailures(engine: EngineHandle, stackId: string): Promise<string[]> {
  const { Stacks = [] } = await engine.call<DescribeStacksOutput>('cloudformation', 'DescribeStacks', {});
  const nested = Stacks.flatMap(({ StackId, RootId }) => (RootId === stackId && StackId ? [StackId] : []));
  const found: string[] = [];
  for (const StackName of [...nested, stackId]) {
    const { StackEvents = [] } = await engine.call<DescribeStackEventsOutput>(
      'cloudformation',
      'DescribeStackEvents',
      { StackName },
    );
    const begin = StackEvents.findIndex(
      ({ ResourceStatusReason, PhysicalResourceId }) =>
        PhysicalResourceId === StackName && ResourceStatusReason === 'User Initiated',
    );
    found.push(...StackEvents.slice(0, begin + 1).flatMap(readFailure));
  }
  return [...new Set(found)];
}

/** Nothing for what only follows from another failure. */
function readFailure({
  LogicalResourceId,
  ResourceStatus,
  ResourceStatusReason: reason = '',
}: StackEvent): string[] {
  const isRefusal = reason.includes('EarlyValidation');
  if (!isRefusal && !/^(CREATE|UPDATE)_FAILED$/.test(ResourceStatus ?? '')) return [];
  if (/^Resource (creation|update) cancelled|^Embedded stack/.test(reason)) return [];
  const words = reason.replace(/^Resource handler returned message: "(.*)" \(RequestToken.*$/s, '$1');
  return [`${LogicalResourceId}: ${words.replace(/ \(Service: .*$/s, '')}`];
}
