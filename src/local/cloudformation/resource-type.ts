import type { Cloud, RequestContext } from '../cloud.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Properties = { readonly [key: string]: Json };

/** A resource that exists, as CloudFormation remembers it. */
export interface ResourceInstance {
  readonly physicalId: string;
  /** What `Ref` gives, where that is not the physical id. */
  readonly ref?: string;
  /** What `Fn::GetAtt` gives; nested ones with dots: `Endpoint.Address`. */
  readonly attributes: Properties;
}

/** What a call of a service needs. */
export interface CallContext extends RequestContext {
  readonly cloud: Cloud;
}

export interface ResourceContext extends CallContext {
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** Stack tags and `aws:cloudformation:*` tags, to be put on resources that take tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** In an update, what `tags` was when the resource was last made or updated. Stack tags that went are taken off by it. */
  readonly previousTags?: Readonly<Record<string, string>>;
  /** `<stack>-<logical id>-<random>`, cut to `maxLength` as CloudFormation does, for resources without a custom name. */
  readonly generateName: (maxLength: number) => string;
  /**
   * In a create of several calls: what exists from now on, before the create is through; `undefined` when it has been taken
   * back. Without it, a create that is cut off would leave something that no stack knows.
   */
  readonly made: (instance: ResourceInstance | undefined) => void;
}

/**
 * How the engine makes one type of resource, through the owning service's operations (`cloud.call`).
 * Properties are resolved: no intrinsic functions, no `AWS::NoValue`. Service errors are thrown on as they are;
 * the engine words them as CloudFormation does.
 */
export interface ResourceType {
  /** `AWS::Lambda::Function`. */
  readonly type: string;
  create(properties: Properties, context: ResourceContext): Promise<ResourceInstance>;
  /** Called only when no create-only property changed. Returns what is then; the physical id stays. */
  update(
    instance: ResourceInstance,
    properties: Properties,
    previous: Properties,
    context: ResourceContext,
  ): Promise<ResourceInstance>;
  /** A resource that is gone already counts as removed. */
  remove(instance: ResourceInstance, properties: Properties, context: ResourceContext): Promise<void>;
  /**
   * Whether something with this custom name is there already, whoever made it; early validation asks. Types without it
   * are known to exist only as far as stacks made them.
   */
  exists?(name: string, context: CallContext, properties: Properties): Promise<boolean>;
}

/** From AWS's own resource schemas (distilled from @aws-cdk/aws-service-spec into schemas.json). */
export interface ResourceSchema {
  /** Top-level property names, or `Parent/Child` for nested ones. */
  readonly createOnly: readonly string[];
  /** Properties whose change replaces the resource only in some cases; the update handler decides. Same paths. */
  readonly conditionalCreateOnly?: readonly string[];
  /** Properties that exist at all; others are refused as AWS refuses them. */
  readonly properties: readonly string[];
  readonly required: readonly string[];
  /** Property that holds a custom name, when the type has one: `FunctionName`. */
  readonly nameProperty?: string;
  /** What tells one from another: property or attribute names. */
  readonly primaryIdentifier: readonly string[];
  /** Primary identifier has only read-only (generated) parts. */
  readonly generatedIdentifier: boolean;
  readonly attributes: readonly string[];
}
