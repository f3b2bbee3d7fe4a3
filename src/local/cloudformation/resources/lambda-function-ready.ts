import type { ResourceContext } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';
import { callLambda } from './lambda.ts';

/** Milliseconds between two looks, and how many of them: a function that takes longer is stuck. */
const interval = 50;
const looks = 2_400;

/**
 * Waits until Lambda has carried out the last create or update; until then it refuses the next one
 * (https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html).
 */
export async function waitUntilReady(FunctionName: string, context: ResourceContext): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    const state = await callLambda(context, 'GetFunctionConfiguration', { FunctionName });
    if (state.State === 'Failed' || state.LastUpdateStatus === 'Failed') {
      const reason = state.StateReason ?? state.LastUpdateStatusReason ?? 'no reason given';
      throw handlerError('NotStabilized', `Function ${FunctionName} did not become active: ${reason}`);
    }
    if (state.State !== 'Pending' && state.LastUpdateStatus !== 'InProgress') return;
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
  throw handlerError('NotStabilized', `Function ${FunctionName} did not become active in time`);
}
