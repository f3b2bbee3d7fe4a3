import type { Replacement, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { isSame, type PropertyChange } from '../property-changes.ts';
import { findReferences } from '../template/references.ts';
import { findUnknowns } from '../template/resolve.ts';
import type { ResourceDefinition } from '../template/template.ts';

/** What an update does to a resource. `maybe-replace`: it depends on a value known only once it is made. */
export type Effect = 'none' | 'add' | 'modify' | 'maybe-replace' | 'replace';

/**
 * Why a property changes, in the words of DescribeChangeSet: written differently, by a parameter, or by a resource it
 * refers to. `Static` evaluation is certain, `Dynamic` is known only when the change set is executed.
 * (docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html)
 */
export function describePropertyChange(
  change: PropertyChange,
  context: {
    readonly definition: ResourceDefinition;
    readonly oldDefinition: ResourceDefinition | undefined;
    readonly changedParameters: ReadonlySet<string>;
    readonly effects: ReadonlyMap<string, Effect>;
  },
): { readonly details: ResourceChangeDetail[]; readonly replacement: Exclude<Replacement, undefined> } {
  const { definition, oldDefinition, changedParameters, effects } = context;
  const target = {
    Target: {
      Attribute: 'Properties',
      Name: change.name,
      RequiresRecreation: change.replaces ? 'Always' : 'Never',
    },
  } as const;
  const written = definition.properties[change.name];
  const details: ResourceChangeDetail[] = [];
  for (const cause of new Set(findUnknowns(change.after ?? null))) {
    const [logicalId = ''] = cause.split('.');
    const effect = effects.get(logicalId);
    const isCertain = effect === 'add' || effect === 'replace';
    details.push({
      ...target,
      Evaluation: isCertain ? 'Static' : 'Dynamic',
      ChangeSource: cause.includes('.') ? 'ResourceAttribute' : 'ResourceReference',
      CausingEntity: cause,
    });
  }
  const parameters = findReferences(written ?? null)
    .filter(({ kind, name }) => kind === 'Ref' && changedParameters.has(name))
    .map(({ name }) => name);
  for (const name of new Set(parameters)) {
    details.push({
      ...target,
      Evaluation: 'Static',
      ChangeSource: 'ParameterReference',
      CausingEntity: name,
    });
  }
  const isWritten = !isSame(oldDefinition?.properties[change.name], written);
  if (isWritten || details.length === 0 || parameters.length > 0) {
    const evaluation = isWritten || details.length === 0 ? 'Static' : 'Dynamic';
    details.push({ ...target, Evaluation: evaluation, ChangeSource: 'DirectModification' });
  }
  const isCertain = details.some(({ Evaluation }) => Evaluation === 'Static');
  return { details, replacement: change.replaces ? (isCertain ? 'True' : 'Conditional') : 'False' };
}
