import type { Properties } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';

/**
 * Refuses properties that AWS has and the embedded AWS does not carry out, so that none is silently without effect.
 * @param path where `properties` is, for nested ones: `AWS::S3::Bucket` or `AWS::S3::Bucket VersioningConfiguration`.
 */
export function refuseUnsupported(path: string, properties: Properties, supported: readonly string[]): void {
  const unsupported = Object.keys(properties).filter((name) => !supported.includes(name));
  if (unsupported.length === 0) return;
  throw handlerError(
    'NotImplemented',
    `The embedded AWS does not carry out ${unsupported.join(', ')} of ${path}. Leave it out, or deploy to AWS.`,
    501,
  );
}
