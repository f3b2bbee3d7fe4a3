import { randomUUID } from 'node:crypto';
import type { Capability, Parameter, Tag } from '@aws-sdk/client-cloudformation';
import type { RequestContext } from '../../cloud.ts';
import { checkCapabilities } from '../capabilities.ts';
import type { Engine } from '../engine.ts';
import { validationError } from '../errors.ts';
import type { StackRecord, StackSource } from '../records.ts';
import { loadTemplateBody } from '../template/load-template.ts';
import { decideParameters } from '../template/parameters.ts';
import type { Template } from '../template/template.ts';

/** What CreateStack, UpdateStack and CreateChangeSet say a stack is to be made from. */
export interface SourceInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: Parameter[] | undefined;
  readonly Capabilities?: Capability[] | undefined;
  readonly NotificationARNs?: string[] | undefined;
  readonly Tags?: Tag[] | undefined;
  readonly ResourceTypes?: string[] | undefined;
  readonly RollbackConfiguration?: { readonly RollbackTriggers?: readonly unknown[] | undefined } | undefined;
  readonly DeploymentConfig?: object | undefined;
}

export interface RequestedSource {
  readonly source: StackSource;
  readonly template: Template;
  readonly body: string;
}

/**
 * Reads and checks what a request wants; keeps nothing yet.
 * @param previous the stack as it is, for previous templates, parameters and tags; undefined while it is created.
 */
export async function readSource(
  engine: Engine,
  input: SourceInput,
  context: RequestContext,
  previous: StackRecord | undefined,
): Promise<RequestedSource> {
  refuseUnsupported(input);
  const given = await loadTemplateBody(engine, input, context);
  if (input.UsePreviousTemplate === true && given !== undefined) {
    throw validationError('You cannot specify both usePreviousTemplate and Template Body/Template URL.');
  }
  const usesPrevious = input.UsePreviousTemplate === true && previous !== undefined;
  const body = usesPrevious ? engine.store.template(previous.source.templateId) : given;
  if (body === undefined) throw validationError('Either Template URL or Template Body must be specified.');
  const template = engine.parse(body);
  refuseResourceTypes(template, input.ResourceTypes);
  const parameters = decideParameters(template, input.Parameters ?? [], previous?.source.parameters ?? {});
  const capabilities = input.Capabilities ?? [];
  checkCapabilities(template, capabilities);
  const source: StackSource = {
    templateId: randomUUID(),
    ...(template.description !== undefined && { description: template.description }),
    parameters,
    tags: input.Tags === undefined ? (previous?.source.tags ?? {}) : readTags(input.Tags),
    capabilities,
    notificationArns: input.NotificationARNs ?? previous?.source.notificationArns ?? [],
  };
  return { source, template, body };
}

function readTags(tags: readonly Tag[]): Readonly<Record<string, string>> {
  if (tags.length > 50) throw validationError('Number of tags exceeds the limit of 50.');
  const reserved = tags.find(({ Key }) => Key?.toLowerCase().startsWith('aws:'));
  if (reserved !== undefined) {
    throw validationError(`aws: prefixed tag key names are not allowed for external use.`);
  }
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

function refuseResourceTypes(template: Template, allowed: readonly string[] | undefined): void {
  if (allowed === undefined || allowed.length === 0) return;
  const patterns = allowed.map((name) => (name.endsWith('*') ? name.slice(0, -1) : name));
  for (const { type } of template.resources.values()) {
    const isAllowed = patterns.some((pattern, index) =>
      allowed[index]?.endsWith('*') === true ? type.startsWith(pattern) : type === pattern,
    );
    if (!isAllowed) {
      throw validationError(
        `Resource type ${type} is not allowed by parameter ResourceTypes [${allowed.join(', ')}]`,
      );
    }
  }
}

/** Features that would change what happens, and that the embedded AWS does not have: refused, never ignored. */
function refuseUnsupported(input: SourceInput): void {
  if ((input.RollbackConfiguration?.RollbackTriggers ?? []).length > 0) {
    throw validationError('Rollback triggers need CloudWatch alarms, which the embedded AWS does not have.');
  }
  if (input.DeploymentConfig !== undefined && Object.keys(input.DeploymentConfig).length > 0) {
    throw validationError('DeploymentConfig (express mode) is not carried out by the embedded AWS.');
  }
}
