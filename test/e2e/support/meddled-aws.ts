import { openAws } from '../../local/facts/open-aws.ts';

/** An embedded AWS in this process, whose CloudFormation can be held up and made to fail. Ends with the test. */
export async function openMeddledAws() {
  const aws = await openAws();
  const faults = new Map<string, { readonly message: string; readonly besides: () => void }>();
  aws.meddlers.add(({ operation }) => {
    const fault = faults.get(operation);
    if (!fault) return;
    fault.besides();
    throw new Error(fault.message);
  });
  return {
    ...aws,
    /** Environment for a jets command that is to deploy to it. */
    env: {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'us-east-1',
    },
    /** From now on CloudFormation's calls of an operation fail; `besides` happens at the same moment. */
    fail: (operation: string, message: string, besides = () => {}) =>
      void faults.set(operation, { message, besides }),
    /** Nothing fails any more. */
    mend: () => faults.clear(),
    /** The next call of an operation by CloudFormation, and those after it, wait until they are let go. */
    hold: (operation: string) => {
      let letGo = () => {};
      let tellReached = () => {};
      const reached = new Promise<void>((resolve) => (tellReached = resolve));
      const held = new Promise<void>((resolve) => (letGo = resolve));
      const meddle = (call: { readonly operation: string }) => {
        if (call.operation !== operation) return undefined;
        tellReached();
        return held;
      };
      // In front of the faults: what is held fails, if at all, when it is let go.
      const others = [...aws.meddlers];
      aws.meddlers.clear();
      for (const one of [meddle, ...others]) aws.meddlers.add(one);
      return {
        reached,
        letGo: () => {
          aws.meddlers.delete(meddle);
          letGo();
        },
      };
    },
  };
}
