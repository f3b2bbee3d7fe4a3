import type { Stacks } from '../aws/stacks.ts';
import { deleteStack } from './delete-stack.ts';
import type { StackOutcome } from './stack-outcome.ts';

/**
 * Deletes a stack whose creation failed: CloudFormation allows nothing else (AWS-FACTS 1.4). A stack in another state
 * by now is left alone, because somebody else has taken it up meanwhile.
 */
export async function deleteLeftOver(
  stacks: Stacks,
  stackName: string,
  runId: string,
  onTrouble: (message: string) => void,
): Promise<StackOutcome> {
  const record = await stacks.readStack(stackName);
  if (record?.status !== 'ROLLBACK_COMPLETE') return { kind: 'unchanged' };
  const request = { stackId: record.id, clientRequestToken: `jets-clean-up-${runId}` };
  return await deleteStack(stacks, request, { onEvent: () => {}, onTrouble });
}
