import type { CallCount, ClientSettings } from './calls.ts';
import type { Functions } from './functions.ts';
import type { Identity } from './identity.ts';
import type { Objects } from './objects.ts';
import type { RestApis } from './rest-apis.ts';
import type { Stacks } from './stacks.ts';

/** Where and as whom to call AWS. What is left out is found the way every AWS tool finds it (environment, profile, role). */
export interface Target {
  readonly region: string;
  /** Another endpoint for every service: an emulator. */
  readonly endpoint?: string;
  /** Put bucket names into the path: a name in front of the host needs DNS that emulators on loopback do not have. */
  readonly pathStyleBuckets?: boolean;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The parts of AWS that jets uses. Each service's SDK client is loaded when it is first asked for. */
export interface Aws {
  readonly target: Target;
  readonly stacks: () => Promise<Stacks>;
  readonly objects: () => Promise<Objects>;
  readonly identity: () => Promise<Identity>;
  readonly restApis: () => Promise<RestApis>;
  readonly functions: () => Promise<Functions>;
  /** Number of AWS calls sent so far, writing ones apart. */
  readonly calls: CallCount;
}

/** Opens nothing yet: connections are made by the first call. */
export function connectAws(target: Target): Aws {
  const calls: CallCount = { reads: 0, writes: 0 };
  const settings = clientSettings(target);
  return {
    target,
    calls,
    stacks: once(async () => (await import('./stacks.ts')).openStacks(settings, calls)),
    objects: once(async () =>
      (await import('./objects.ts')).openObjects(
        { ...settings, forcePathStyle: target.pathStyleBuckets ?? false },
        calls,
      ),
    ),
    identity: once(async () => (await import('./identity.ts')).openIdentity(settings, calls)),
    restApis: once(async () => (await import('./rest-apis.ts')).openRestApis(settings, calls)),
    functions: once(async () => (await import('./functions.ts')).openFunctions(settings, calls)),
  };
}

function clientSettings(target: Target): ClientSettings {
  return {
    region: target.region,
    ...(target.endpoint ? { endpoint: target.endpoint } : {}),
    ...(target.credentials ? { credentials: target.credentials } : {}),
    maxAttempts: 6,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  };
}

function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => (opened ??= open());
}
