import type { LiveStage } from '../live/live-details.ts';
import { templateKey } from '../templates/keys.ts';
import { parsePageLogicalId, parseRestApiLogicalId } from '../templates/logical-ids.ts';
import { buildApiOutputs } from '../templates/api-stack.ts';
import { buildTemplateFile } from '../templates/template-file.ts';
import type { Template, TemplateFile, TemplateResource } from '../templates/template.ts';
import { listReferences } from './list-references.ts';

export interface FreezeInput {
  readonly namespace: string;
  /** The root template as it is to be in the end: green. */
  readonly green: Template;
  readonly liveRoot: Template;
  /** Generation of the Rest API that goes on serving meanwhile: blue. */
  readonly generation: number;
  readonly stageName: string;
  /** Its stage as it is live; absent when somebody deleted it. */
  readonly stage: LiveStage | undefined;
  /** Physical ids of the live root stack by logical id. */
  readonly physicalIds: ReadonlyMap<string, string>;
  /** Bucket that the live stack was given; absent when it is not known. */
  readonly bucket: string | undefined;
  /** Logical ids of the live nested stacks that CloudFormation can update. */
  readonly nestedStacks: ReadonlySet<string>;
}

/**
 * The root template of an expand: green, and beside it blue, frozen as it is live. Blue is its Rest API, nested stacks,
 * role and stage, with the variables that the stage has now in place of references, so that it goes on naming the
 * published versions it names; and the functions that only blue still names, with what they refer to.
 *
 * The latest versions of these functions stay as well, though blue's stage does not refer to them: an app that takes such
 * a function up again before blue is gone would have Lambda publish the same version twice, which it refuses (AWS-FACTS 4).
 *
 * When a nested stack of blue's is gone, all of them are left out: every one in a template is updated each time (AWS-FACTS
 * 1.5), and one that was deleted cannot be. Blue does not need them to serve, because its Deployment is a snapshot.
 */
export function buildExpandTemplate(input: FreezeInput): TemplateFile {
  const { namespace, green, liveRoot, generation, stage } = input;
  const resources: Record<string, TemplateResource> = { ...green.Resources };
  const keepsPages = canKeepPages(input);
  for (const [logicalId, resource] of Object.entries(liveRoot.Resources)) {
    const parsed = parseRestApiLogicalId(logicalId);
    if (parsed?.generation !== generation) continue;
    if (parsed.part.startsWith('Page') && !keepsPages) continue;
    const frozen = freezePart(parsed.part, resource, stage, keepsPages);
    resources[logicalId] = frozen;
    for (const reference of listReferences(frozen)) {
      // Its own parts come by themselves.
      if (!parseRestApiLogicalId(reference)) addWithReferences(reference, liveRoot, resources);
    }
  }
  addServingFunctions(input, resources);
  // Until the contract it is blue that serves, so the outputs name it: also for whoever asks while a deploy was stopped.
  const Outputs = buildApiOutputs(generation, input.stageName);
  return toFile(namespace, { ...green, Resources: resources, Outputs });
}

/**
 * The root template of an update that takes routes away in place: everything as it is to be, apart from what serves. The
 * stage stays at its deployment and at its versions by value, with the functions and permissions that they need. So the
 * methods are gone before the next update takes the snapshot without them and moves the stage, in one.
 */
export function buildPrepareTemplate(input: FreezeInput): TemplateFile {
  const { namespace, green, liveRoot, generation, stage } = input;
  const isOwn = (logicalId: string, part: string) => {
    const parsed = parseRestApiLogicalId(logicalId);
    return parsed?.generation === generation && parsed.part.startsWith(part);
  };
  const resources: Record<string, TemplateResource> = Object.fromEntries(
    Object.entries(green.Resources).filter(([logicalId]) => !isOwn(logicalId, 'Deployment')),
  );
  for (const [logicalId, resource] of Object.entries(liveRoot.Resources)) {
    if (isOwn(logicalId, 'Stage') && stage) resources[logicalId] = freezeStage(resource, stage);
    else if (isOwn(logicalId, 'Deployment')) resources[logicalId] = keepDependencies(resource, resources);
    else if (isOwn(logicalId, 'InvokePolicy')) addWithReferences(logicalId, liveRoot, resources);
  }
  addServingFunctions(input, resources);
  return toFile(namespace, { ...green, Resources: resources });
}

function toFile(namespace: string, template: Template): TemplateFile {
  return buildTemplateFile('app', template, (digest) => templateKey(namespace, digest));
}

/** Functions that only blue's stage names, with what they refer to and their latest versions. */
function addServingFunctions(input: FreezeInput, resources: Record<string, TemplateResource>): void {
  const { green, liveRoot, bucket } = input;
  for (const logicalId of findBluesFunctions(input)) {
    if (Object.hasOwn(green.Resources, logicalId)) continue;
    addWithReferences(logicalId, liveRoot, resources);
    const added = resources[logicalId];
    if (added && bucket !== undefined) resources[logicalId] = freezeBucket(added, bucket);
    for (const version of findVersions(logicalId, liveRoot)) addWithReferences(version, liveRoot, resources);
  }
}

/** Logical ids of the live functions that blue's stage names by `name:version`. */
function findBluesFunctions({ liveRoot, stage, physicalIds }: FreezeInput): string[] {
  const named = new Set(Object.values(stage?.variables ?? {}).map((value) => value.replace(/:.*$/, '')));
  return Object.entries(liveRoot.Resources)
    .filter(
      ([logicalId, { Type }]) =>
        Type === 'AWS::Lambda::Function' && named.has(physicalIds.get(logicalId) ?? ''),
    )
    .map(([logicalId]) => logicalId);
}

/** Logical ids of a function's published versions in a template. */
function findVersions(functionLogicalId: string, { Resources }: Template): string[] {
  return Object.entries(Resources)
    .filter(
      ([, { Type, Properties }]) =>
        Type === 'AWS::Lambda::Version' &&
        (Properties?.['FunctionName'] as { readonly Ref?: string } | undefined)?.Ref === functionLogicalId,
    )
    .map(([logicalId]) => logicalId);
}

function canKeepPages({ liveRoot, generation, nestedStacks }: FreezeInput): boolean {
  return Object.keys(liveRoot.Resources).every(
    (logicalId) => parsePageLogicalId(logicalId)?.generation !== generation || nestedStacks.has(logicalId),
  );
}

function freezePart(
  part: string,
  resource: TemplateResource,
  stage: LiveStage | undefined,
  keepsPages: boolean,
): TemplateResource {
  if (part === 'Stage' && stage) return freezeStage(resource, stage);
  return part.startsWith('Deployment') && !keepsPages ? withoutDependencies(resource) : resource;
}

/** Pages that go are left out of what it waits for. */
function keepDependencies(
  resource: TemplateResource,
  resources: Readonly<Record<string, TemplateResource>>,
): TemplateResource {
  const names = [resource.DependsOn ?? []].flat();
  const kept = names.filter((name) => Object.hasOwn(resources, name));
  return kept.length === names.length ? resource : { ...resource, DependsOn: kept };
}

/** A Deployment that stands needs no pages any more. */
function withoutDependencies(resource: TemplateResource): TemplateResource {
  const { DependsOn: _, ...others } = resource;
  return others;
}

/** The toolkit, and so the bucket, can be another one by now, in which this function's code is not. */
function freezeBucket(resource: TemplateResource, bucket: string): TemplateResource {
  const { Properties = {} } = resource;
  const code = Properties['Code'] as object | undefined;
  return { ...resource, Properties: { ...Properties, Code: { ...code, S3Bucket: bucket } } };
}

function freezeStage(resource: TemplateResource, { deploymentId, variables }: LiveStage): TemplateResource {
  return {
    ...resource,
    Properties: { ...resource.Properties, DeploymentId: deploymentId, Variables: { ...variables } },
  };
}

/** What green has under the same logical id stays green's: a role, say, that both share. */
function addWithReferences(
  logicalId: string,
  live: Template,
  resources: Record<string, TemplateResource>,
): void {
  const resource = live.Resources[logicalId];
  if (!resource || Object.hasOwn(resources, logicalId)) return;
  resources[logicalId] = resource;
  for (const reference of listReferences(resource)) addWithReferences(reference, live, resources);
}
