import type {
  GetStackPolicyInput,
  GetStackPolicyOutput,
  SetStackPolicyInput,
  UpdateTerminationProtectionInput,
  UpdateTerminationProtectionOutput,
} from '@aws-sdk/client-cloudformation';
import type { RequestContext } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { noStack, validationError } from '../errors.ts';
import type { StackRecord } from '../records.ts';
import { findLiveStack } from './find-stack.ts';

export function updateTerminationProtection(
  engine: Engine,
  input: UpdateTerminationProtectionInput,
  context: RequestContext,
): UpdateTerminationProtectionOutput {
  const stack = requireStackNamed(engine, context, input.StackName);
  engine.store.putStack({ ...stack, terminationProtection: input.EnableTerminationProtection ?? false });
  return { StackId: stack.id };
}

/** The policy is kept and given back; the embedded AWS does not enforce it, so one that denies anything is refused. */
export function setStackPolicy(engine: Engine, input: SetStackPolicyInput, context: RequestContext): object {
  const stack = requireStackNamed(engine, context, input.StackName);
  const { StackPolicyBody: body } = input;
  if (body === undefined)
    throw validationError('The embedded AWS takes a stack policy as StackPolicyBody only.');
  if (/"Effect"\s*:\s*"Deny"/.test(body)) {
    throw validationError('Stack policies that deny updates are not enforced by the embedded AWS.');
  }
  engine.store.putStack({ ...stack, policyBody: body });
  return {};
}

export function getStackPolicy(
  engine: Engine,
  input: GetStackPolicyInput,
  context: RequestContext,
): GetStackPolicyOutput {
  const { policyBody } = requireStackNamed(engine, context, input.StackName);
  return policyBody === undefined ? {} : { StackPolicyBody: policyBody };
}

function requireStackNamed(engine: Engine, context: RequestContext, name: string | undefined): StackRecord {
  const stack = findLiveStack(engine, context, name);
  if (stack === undefined) throw noStack(name ?? '');
  return stack;
}
