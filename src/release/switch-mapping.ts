import { interruptiblePause, type Pause } from '../apply/pause.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { RestApis } from '../aws/rest-apis.ts';
import type { SwitchStep } from '../plan/plan.ts';

/** What a base path mapping points to. */
export interface MappingTarget {
  readonly restApiId: string;
  /** Empty when callers name the stage in the path. */
  readonly stage: string;
}

export type SwitchResult =
  | { readonly kind: 'switched' | 'unchanged' }
  /** Somebody else took it meanwhile, or took it away again: nothing was sent after that was seen. */
  | { readonly kind: 'elsewhere'; readonly found?: MappingTarget };

export interface SwitchOptions {
  readonly pause?: Pause | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Points the base path mapping of a domain to a Rest API's stage: creates it, or repoints it in ONE call, so that there
 * is no moment without a mapping (AWS-FACTS 2). Where it points there already, nothing is sent. What points to anything
 * but `step.from` is left alone; API Gateway has no conditional update, so the look comes right before the call.
 * Throws AwsError.
 */
export async function switchMapping(
  restApis: Pick<RestApis, 'readMappings' | 'createMapping' | 'repointMapping'>,
  { domain, basePath, from }: SwitchStep,
  target: MappingTarget,
  { pause = interruptiblePause, signal }: SwitchOptions = {},
): Promise<SwitchResult> {
  const read = async (): Promise<MappingTarget | undefined> =>
    (await restApis.readMappings(domain)).find((mapping) => mapping.basePath === basePath);
  const found = await read();
  if (isSame(found, target)) return { kind: 'unchanged' };
  if (found && !isSame(found, from)) return { kind: 'elsewhere', found: toTarget(found) };

  try {
    const { restApiId, stage } = target;
    if (found) await restApis.repointMapping(domain, basePath, restApiId, stage);
    else await restApis.createMapping(domain, basePath, restApiId, stage);
  } catch (error) {
    // The call may have taken effect although its answer was lost: then the next try found the base path taken.
    const now = error instanceof AwsError ? await read().catch(() => undefined) : undefined;
    if (isSame(now, target)) return { kind: 'switched' };
    if (!found && now) return { kind: 'elsewhere', found: toTarget(now) };
    throw error;
  }
  for (let attempt = 1; ; attempt += 1) {
    const now = await read();
    if (isSame(now, target)) return { kind: 'switched' };
    // A reading that still shows what was there before is late.
    if (attempt === readBacks || !isSame(now, found)) {
      return { kind: 'elsewhere', ...(now ? { found: toTarget(now) } : {}) };
    }
    await pause(readBackPause, signal);
  }
}

const readBacks = 5;
/** Milliseconds. */
const readBackPause = 1_000;

function isSame(one: MappingTarget | undefined, other: MappingTarget | undefined): boolean {
  return one?.restApiId === other?.restApiId && one?.stage === other?.stage;
}

function toTarget({ restApiId, stage }: MappingTarget): MappingTarget {
  return { restApiId, stage };
}
