import type { Properties } from '../resource-type.ts';

/** A bucket property with an operation of its own. */
export interface BucketSetting {
  readonly operation: string;
  /** The operation's input besides `Bucket`; undefined when the template does not have the property. */
  readonly read: (properties: Properties) => object | undefined;
  /** What undoes the setting when it leaves the template. */
  readonly removal: { readonly operation: string; readonly input?: object };
}
