import { zipSync } from 'fflate';
import type { Properties } from '../resource-type.ts';
import {
  defined,
  readBoolean,
  readMap,
  readNumber,
  readObject,
  readObjects,
  readString,
  readStrings,
  requireString,
} from './properties.ts';

/** The settings that CreateFunction and UpdateFunctionConfiguration have in common. */
export function readConfiguration(properties: Properties) {
  const environment = readObject(properties, 'Environment');
  const storage = readObject(properties, 'EphemeralStorage');
  const vpc = readObject(properties, 'VpcConfig');
  return defined({
    Role: requireString(properties, 'Role'),
    Handler: readString(properties, 'Handler'),
    Runtime: readString(properties, 'Runtime'),
    Description: readString(properties, 'Description'),
    Timeout: readNumber(properties, 'Timeout'),
    MemorySize: readNumber(properties, 'MemorySize'),
    Environment: environment && { Variables: readMap(environment, 'Variables') ?? {} },
    EphemeralStorage: storage && { Size: readNumber(storage, 'Size') },
    VpcConfig:
      vpc &&
      defined({
        SubnetIds: readStrings(vpc, 'SubnetIds'),
        SecurityGroupIds: readStrings(vpc, 'SecurityGroupIds'),
        Ipv6AllowedForDualStack: readBoolean(vpc, 'Ipv6AllowedForDualStack'),
      }),
    DeadLetterConfig: readObject(properties, 'DeadLetterConfig'),
    TracingConfig: readObject(properties, 'TracingConfig'),
    KMSKeyArn: readString(properties, 'KmsKeyArn'),
    Layers: readStrings(properties, 'Layers'),
    FileSystemConfigs: readObjects(properties, 'FileSystemConfigs'),
    ImageConfig: readObject(properties, 'ImageConfig'),
    SnapStart: readObject(properties, 'SnapStart'),
    LoggingConfig: readObject(properties, 'LoggingConfig'),
  });
}

export function readArchitectures(properties: Properties): string[] | undefined {
  return readStrings(properties, 'Architectures');
}

/** `Code` as FunctionCode. Inline code (`ZipFile`) is text, which CloudFormation puts into a file named `index`. */
export function readCode(properties: Properties): object {
  const code = readObject(properties, 'Code') ?? {};
  const source = readString(code, 'ZipFile');
  return defined({
    ZipFile: source === undefined ? undefined : zipSource(source, readString(properties, 'Runtime')),
    S3Bucket: readString(code, 'S3Bucket'),
    S3Key: readString(code, 'S3Key'),
    S3ObjectVersion: readString(code, 'S3ObjectVersion'),
    S3ObjectStorageMode: readString(code, 'S3ObjectStorageMode'),
    ImageUri: readString(code, 'ImageUri'),
    SourceKMSKeyArn: readString(code, 'SourceKMSKeyArn'),
  });
}

/** Always the same bytes for the same source, so that putting it again is no change to Lambda. */
function zipSource(source: string, runtime = ''): Uint8Array {
  const name = runtime.startsWith('python') ? 'index.py' : 'index.js';
  return zipSync({ [name]: new TextEncoder().encode(source) }, { mtime: new Date(1980, 0, 1) });
}
