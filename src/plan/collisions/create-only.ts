import schemas from './schemas.json' with { type: 'json' };

/**
 * Properties whose change makes CloudFormation replace a resource, `Parent/Child` for nested ones. From AWS's own schemas
 * (distilled from @aws-cdk/aws-service-spec); none for types that are not among them.
 */
export function createOnlyProperties(type: string): readonly string[] {
  return (
    (schemas as Readonly<Record<string, { readonly createOnly: readonly string[] }>>)[type]?.createOnly ?? []
  );
}
