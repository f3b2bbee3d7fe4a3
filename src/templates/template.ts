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
  readonly DeletionPolicy?: 'Delete' | 'Retain';
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
  readonly template: Template;
}

/** Every template of one stack update. `app` is the root stack's. */
export interface TemplateSet {
  readonly app: TemplateFile;
  /** Nested stacks' templates, in page order. */
  readonly pages: readonly TemplateFile[];
}
