import type { Service } from '../cloud.ts';
import { invalidInput, noSuchEntity } from './errors.ts';
import {
  compilePolicy,
  evaluatePolicies,
  type AccessRequest,
  type CompiledPolicy,
  type Evaluation,
} from './evaluate-policies.ts';
import { takePage, type PageInput } from './page.ts';
import type { Records } from './records.ts';
import { createRolePolicyIndex } from './role-policy-index.ts';

interface ContextEntry {
  readonly ContextKeyName?: string;
  readonly ContextKeyValues?: readonly string[];
}

interface SimulationInput extends PageInput {
  readonly PolicyInputList?: readonly string[];
  readonly PermissionsBoundaryPolicyInputList?: readonly string[];
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[];
  readonly ResourcePolicy?: string;
  readonly ContextEntries?: readonly ContextEntry[];
}

/**
 * The policy simulator: one result for each action on each resource. An action is allowed when the policies allow it and
 * the permissions boundary, where there is one, does as well. Resource policies are not simulated.
 */
export function createSimulationOperations(records: Records): Service['operations'] {
  const policiesOf = createRolePolicyIndex(records);
  return {
    SimulatePrincipalPolicy: (input: SimulationInput & { PolicySourceArn: string }) => {
      const role = policiesOf(input.PolicySourceArn);
      if (role === undefined) {
        throw noSuchEntity(`The role with name ${input.PolicySourceArn.split('/').at(-1)} cannot be found.`);
      }
      return simulate([...role.policies, ...compileInputs(input.PolicyInputList)], role.boundary, input);
    },
    SimulateCustomPolicy: (input: SimulationInput) =>
      simulate(compileInputs(input.PolicyInputList), undefined, input),
  };
}

function simulate(
  policies: readonly CompiledPolicy[],
  roleBoundary: readonly CompiledPolicy[] | undefined,
  input: SimulationInput,
) {
  if (input.ResourcePolicy !== undefined)
    throw invalidInput('The embedded AWS does not simulate ResourcePolicy.');
  const boundary = input.PermissionsBoundaryPolicyInputList
    ? compileInputs(input.PermissionsBoundaryPolicyInputList)
    : roleBoundary;
  const values = new Map(
    (input.ContextEntries ?? []).map((entry) => [
      entry.ContextKeyName?.toLowerCase() ?? '',
      entry.ContextKeyValues ?? [],
    ]),
  );
  const resources = input.ResourceArns && input.ResourceArns.length > 0 ? input.ResourceArns : ['*'];
  const results = input.ActionNames.flatMap((action) =>
    resources.map((resource) => describe({ action, resource, values }, policies, boundary)),
  );
  const { page, paging } = takePage(results, input);
  return { EvaluationResults: page, ...paging };
}

function describe(
  request: AccessRequest,
  policies: readonly CompiledPolicy[],
  boundary: readonly CompiledPolicy[] | undefined,
) {
  const byPolicies = evaluatePolicies(policies, request);
  const byBoundary = boundary && evaluatePolicies(boundary, request);
  return {
    EvalActionName: request.action,
    EvalResourceName: request.resource,
    EvalDecision: combine(byPolicies, byBoundary),
    MatchedStatements: byPolicies.matchedSourceIds.map((SourcePolicyId) => ({
      SourcePolicyId,
      SourcePolicyType: 'IAM Policy',
    })),
    MissingContextValues: [...new Set([...byPolicies.missingKeys, ...(byBoundary?.missingKeys ?? [])])],
    ...(byBoundary && {
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: byBoundary.decision === 'allowed' },
    }),
  };
}

function combine(byPolicies: Evaluation, byBoundary: Evaluation | undefined) {
  if (byPolicies.decision === 'explicitDeny' || byBoundary?.decision === 'explicitDeny')
    return 'explicitDeny';
  const isAllowed = byPolicies.decision === 'allowed' && (byBoundary?.decision ?? 'allowed') === 'allowed';
  return isAllowed ? 'allowed' : 'implicitDeny';
}

function compileInputs(documents: readonly string[] = []): CompiledPolicy[] {
  return documents.map((document, index) => compilePolicy(`PolicyInputList.${index + 1}`, document));
}
