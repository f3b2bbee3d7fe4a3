/** A CloudFormation template, as JSON. Key order is part of the value: the same app gives the same bytes. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description?: string;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Description?: string; readonly Value: unknown }>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Description?: string;
  readonly Default?: string;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  /** `RetainExceptOnCreate` retains, but not what an update created that is then rolled back. */
  readonly DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain';
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** A template as it is uploaded. */
export interface TemplateFile {
  /** `app`, `api-1`: for people, and the stem of `jets build --out` files. */
  readonly name: string;
  /** Key in the artifact bucket, holding the body's sha256. */
  readonly key: string;
  /** Exact bytes to upload. */
  readonly body: string;
  /** Lower-case hex sha256 of `body`. */
  readonly digest: string;
  readonly template: Template;
}

/** A nested stack's template. */
export interface PageFile extends TemplateFile {
  /** Logical id of the nested stack in the root template: `RestApiPage1`. */
  readonly logicalId: string;
}

/**
 * Every template of one stack update. `app` is the root stack's. The bucket is no part of the bytes: the root template
 * has a parameter `ArtifactBucket`, and both `Code.S3Bucket` and nested `TemplateURL`s refer to it; the deploy gives
 * its value.
 */
export interface TemplateSet {
  readonly app: TemplateFile;
  /** Nested stacks' templates, in page order. */
  readonly pages: readonly PageFile[];
}

/** Parameter of the root template that names the bucket. */
export const artifactBucketParameter = 'ArtifactBucket';
