import type {
  GetTemplateInput,
  GetTemplateOutput,
  GetTemplateSummaryInput,
  GetTemplateSummaryOutput,
  ValidateTemplateInput,
  ValidateTemplateOutput,
} from '@aws-sdk/client-cloudformation';
import type { RequestContext } from '../../cloud.ts';
import { findNeededCapability } from '../capabilities.ts';
import type { Engine } from '../engine.ts';
import { noStackWithId, validationError } from '../errors.ts';
import { loadTemplateBody } from '../template/load-template.ts';
import type { ParameterDefinition } from '../template/template.ts';
import { requireChangeSet } from './find-change-set.ts';
import { findStack } from './find-stack.ts';

export function getTemplate(
  engine: Engine,
  input: GetTemplateInput,
  context: RequestContext,
): GetTemplateOutput {
  return {
    TemplateBody: engine.store.template(findTemplateId(engine, input, context)),
    StagesAvailable: ['Original', 'Processed'],
  };
}

function findTemplateId(
  engine: Engine,
  { StackName: stackName, ChangeSetName: changeSetName }: GetTemplateInput,
  context: RequestContext,
): string {
  if (changeSetName !== undefined) {
    return requireChangeSet(engine, context, changeSetName, stackName).source.templateId;
  }
  const stack = findStack(engine, context, stackName);
  if (stack === undefined || stack.status === 'REVIEW_IN_PROGRESS') throw noStackWithId(stackName ?? '');
  return stack.source.templateId;
}

export async function validateTemplate(
  engine: Engine,
  input: ValidateTemplateInput,
  context: RequestContext,
): Promise<ValidateTemplateOutput> {
  const body = await loadTemplateBody(engine, input, context);
  if (body === undefined) throw validationError('Either Template URL or Template Body must be specified.');
  const template = engine.parse(body);
  const need = findNeededCapability(template);
  return {
    ...(template.description !== undefined && { Description: template.description }),
    Parameters: [...template.parameters.values()].map((parameter) => ({
      ParameterKey: parameter.name,
      ...(parameter.default !== undefined && { DefaultValue: parameter.default }),
      NoEcho: parameter.noEcho,
      ...(parameter.description !== undefined && { Description: parameter.description }),
    })),
    ...(need !== undefined && { Capabilities: [need.capability], CapabilitiesReason: need.reason }),
  };
}

export async function getTemplateSummary(
  engine: Engine,
  input: GetTemplateSummaryInput,
  context: RequestContext,
): Promise<GetTemplateSummaryOutput> {
  const given = await loadTemplateBody(engine, input, context);
  if (given === undefined && input.StackName === undefined) {
    throw validationError('Either Template URL, Template Body or Stack Name must be specified.');
  }
  const body =
    given ?? engine.store.template(findTemplateId(engine, { StackName: input.StackName }, context));
  const template = engine.parse(body);
  const need = findNeededCapability(template);
  const resources = [...template.resources.values()];
  return {
    Version: '2010-09-09',
    ...(template.description !== undefined && { Description: template.description }),
    ...(template.metadata !== undefined && { Metadata: JSON.stringify(template.metadata) }),
    Parameters: [...template.parameters.values()].map(declareParameter),
    ResourceTypes: [...new Set(resources.map(({ type }) => type))],
    ResourceIdentifierSummaries: [...new Set(resources.map(({ type }) => type))].map((type) => ({
      ResourceType: type,
      LogicalResourceIds: resources
        .filter((resource) => resource.type === type)
        .map(({ logicalId }) => logicalId),
    })),
    ...(need !== undefined && { Capabilities: [need.capability], CapabilitiesReason: need.reason }),
  };
}

const declareParameter = (parameter: ParameterDefinition) => ({
  ParameterKey: parameter.name,
  ParameterType: parameter.type,
  NoEcho: parameter.noEcho,
  ...(parameter.default !== undefined && { DefaultValue: parameter.default }),
  ...(parameter.description !== undefined && { Description: parameter.description }),
  ParameterConstraints:
    parameter.allowedValues === undefined ? {} : { AllowedValues: [...parameter.allowedValues] },
});
