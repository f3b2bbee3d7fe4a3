import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Cloud, Collection } from '../cloud.ts';

/** `$LATEST` or a published version: what `GetFunctionConfiguration` answers, and where its code is. */
export interface VersionRecord {
  readonly configuration: FunctionConfiguration;
  /** Hexadecimal sha256 of the zip: its name in the code store. */
  readonly codeSha: string;
  /** The object the zip came from, when it came from S3. */
  readonly source?: { readonly bucket: string; readonly key: string; readonly version?: string };
  /** Of a published version: what `$LATEST` was when it was published. */
  readonly fingerprint?: string;
}

export interface FunctionRecord {
  readonly latest: VersionRecord;
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers are never given twice, also when versions are deleted. 0: none published yet. */
  readonly lastVersion: number;
  readonly reservedConcurrency?: number;
}

export interface PolicyRecord {
  readonly revisionId: string;
  readonly statements: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: string | Readonly<Record<string, string>>;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface EventInvokeRecord {
  readonly functionArn: string;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeInSeconds?: number;
}

/** Keys: `us-east-1/posts` for a function, `us-east-1/posts:12` for what hangs on a qualifier of it. */
export interface LambdaRecords {
  readonly functions: Collection<FunctionRecord>;
  /** Published versions, without `$LATEST`. */
  readonly versions: Collection<VersionRecord>;
  readonly aliases: Collection<AliasConfiguration>;
  /** Resource policies: of the function, of versions and of aliases. */
  readonly policies: Collection<PolicyRecord>;
  readonly eventInvokeConfigs: Collection<EventInvokeRecord>;
}

export function openLambdaRecords(cloud: Cloud): LambdaRecords {
  return {
    functions: cloud.store.collection('lambda.functions'),
    versions: cloud.store.collection('lambda.versions'),
    aliases: cloud.store.collection('lambda.aliases'),
    policies: cloud.store.collection('lambda.policies'),
    eventInvokeConfigs: cloud.store.collection('lambda.event-invoke-configs'),
  };
}

export function recordKey(region: string, name: string, qualifier?: string): string {
  return qualifier === undefined ? `${region}/${name}` : `${region}/${name}:${qualifier}`;
}

/** The records that hang on qualifiers of one function, with their qualifiers. */
export function qualifiedRecords<T>(collection: Collection<T>, region: string, name: string): [string, T][] {
  const prefix = `${region}/${name}:`;
  const found: [string, T][] = [];
  for (const [key, value] of collection.entries()) {
    if (key.startsWith(prefix)) found.push([key.slice(prefix.length), value]);
  }
  return found;
}
