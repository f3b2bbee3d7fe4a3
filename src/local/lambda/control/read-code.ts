import type { FunctionCode, UpdateFunctionCodeRequest } from '@aws-sdk/client-lambda';
import type { GetObjectOutput } from '@aws-sdk/client-s3';
import { ServiceError, type Cloud, type RequestContext } from '../../cloud.ts';
import { invalidParameter, notEmbedded, userError } from '../errors.ts';
import type { VersionRecord } from '../records.ts';
import type { Parts } from './parts.ts';
import { releaseCode } from './release-code.ts';

/** A package sent in the request, or one in S3 up to this size: 50 MB. */
const zippedLimit = 52_428_800;

export interface ReadCode extends Pick<VersionRecord, 'codeSha' | 'source'> {
  readonly size: number;
  /** As Lambda writes it: base64. */
  readonly codeSha256: string;
}

/**
 * Takes the zip from the request or from S3, checks it and keeps it while `use` puts it to use. What then nothing
 * refers to is removed again.
 */
export async function withCode<T>(
  parts: Parts,
  code: FunctionCode | UpdateFunctionCodeRequest,
  context: RequestContext,
  use: (code: ReadCode) => T,
): Promise<T> {
  const read = await readCode(parts, code, context);
  try {
    return use(read);
  } finally {
    parts.codeStore.release(read.codeSha);
    await releaseCode(parts, read.codeSha);
  }
}

async function readCode(
  { cloud, codeStore }: Parts,
  code: FunctionCode | UpdateFunctionCodeRequest,
  context: RequestContext,
): Promise<ReadCode> {
  if (code.ImageUri !== undefined) throw notEmbedded('container image functions');
  const zip = code.ZipFile ?? (await readObject(cloud, code, context));
  if (code.ZipFile && zip.byteLength > zippedLimit) {
    throw userError(
      'RequestEntityTooLargeException',
      `Zipped size must be smaller than ${zippedLimit} bytes`,
      413,
    );
  }
  const { codeSha, size } = await codeStore.put(zip);
  const codeSha256 = Buffer.from(codeSha, 'hex').toString('base64');
  const { S3Bucket, S3Key, S3ObjectVersion } = code;
  if (code.ZipFile || S3Bucket === undefined || S3Key === undefined) return { codeSha, size, codeSha256 };
  const source = {
    bucket: S3Bucket,
    key: S3Key,
    ...(S3ObjectVersion === undefined ? {} : { version: S3ObjectVersion }),
  };
  return { codeSha, size, codeSha256, source };
}

async function readObject(
  cloud: Cloud,
  { S3Bucket, S3Key, S3ObjectVersion }: FunctionCode,
  context: RequestContext,
): Promise<Uint8Array> {
  if (!S3Bucket || !S3Key) throw invalidParameter('Please provide a source for function code.');
  const input = { Bucket: S3Bucket, Key: S3Key, ...(S3ObjectVersion ? { VersionId: S3ObjectVersion } : {}) };
  try {
    // Between services a body is bytes, not a stream.
    const output = (await cloud.call('s3', 'GetObject', input, context)) as Omit<GetObjectOutput, 'Body'> & {
      Body: Uint8Array;
    };
    return output.Body;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500) throw error;
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}
