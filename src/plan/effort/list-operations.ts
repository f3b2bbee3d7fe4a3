import type { ResourceChange } from '../plan.ts';

type Operations = readonly string[];

/**
 * The operations that CloudFormation carries out for one change, as `service:Operation`.
 *
 * Counted is what writes. Not counted: reads (CloudFormation looks at a resource before and after, and AWS does not say how
 * often), tags, and settings that jets seldom writes (reserved concurrency, managed policies of a function's role, the app's
 * own inline policy). Which property changed is not known here, so an update counts as what it most often is.
 *
 * Nested stacks, and updates of Deployments and Versions, count nothing: CloudFormation runs the first itself, and of the
 * others only metadata ever changes. Deletions of Deployments and Versions count nothing, because jets retains them.
 *
 * From the permissions that the handlers of these types ask for in their schemas
 * (docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html, `handlers`), as AWS does not document
 * the number of calls: so these are estimates.
 */
export function listOperations({ action, logicalId, type }: ResourceChange): Operations {
  if (action === 'replace') {
    return (['create', 'delete'] as const).flatMap((part) =>
      listOperations({ action: part, logicalId, type }),
    );
  }
  if (type === 'AWS::ApiGateway::Method' && action !== 'delete' && isPreflight(logicalId)) {
    return [...putMethod, ...putResponses];
  }
  const known = operations[type];
  return known ? (known[action] ?? []) : [`other:${action}`];
}

/** Logical ids of methods end in their verb and a digest. A declared OPTIONS route is taken for a preflight. */
function isPreflight(logicalId: string): boolean {
  return /Options[0-9a-f]{12}$/.test(logicalId);
}

const putMethod = ['apigateway:PutMethod', 'apigateway:PutIntegration'];
const putResponses = ['apigateway:PutMethodResponse', 'apigateway:PutIntegrationResponse'];

const operations: Readonly<
  Record<string, Readonly<Partial<Record<'create' | 'update' | 'delete', Operations>>>>
> = {
  'AWS::ApiGateway::RestApi': {
    create: ['apigateway:CreateRestApi'],
    update: ['apigateway:UpdateRestApi'],
    delete: ['apigateway:DeleteRestApi'],
  },
  'AWS::ApiGateway::Resource': {
    create: ['apigateway:CreateResource'],
    update: ['apigateway:UpdateResource'],
    delete: ['apigateway:DeleteResource'],
  },
  // The integration goes with its method.
  'AWS::ApiGateway::Method': { create: putMethod, update: putMethod, delete: ['apigateway:DeleteMethod'] },
  'AWS::ApiGateway::Deployment': { create: ['apigateway:CreateDeployment'] },
  'AWS::ApiGateway::Stage': {
    create: ['apigateway:CreateStage'],
    update: ['apigateway:UpdateStage'],
    delete: ['apigateway:DeleteStage'],
  },
  'AWS::CloudFormation::Stack': {},
  'AWS::Events::Rule': {
    create: ['events:PutRule', 'events:PutTargets'],
    update: ['events:PutRule', 'events:PutTargets'],
    delete: ['events:RemoveTargets', 'events:DeleteRule'],
  },
  'AWS::IAM::ManagedPolicy': {
    create: ['iam:CreatePolicy', 'iam:AttachRolePolicy'],
    update: ['iam:CreatePolicyVersion'],
    delete: ['iam:DetachRolePolicy', 'iam:DeletePolicy'],
  },
  'AWS::IAM::Role': {
    create: ['iam:CreateRole', 'iam:PutRolePolicy'],
    update: ['iam:PutRolePolicy'],
    delete: ['iam:DeleteRolePolicy', 'iam:DeleteRole'],
  },
  'AWS::Lambda::Alias': {
    create: ['lambda:CreateAlias'],
    update: ['lambda:UpdateAlias'],
    delete: ['lambda:DeleteAlias'],
  },
  'AWS::Lambda::Function': {
    create: ['lambda:CreateFunction'],
    update: ['lambda:UpdateFunctionCode'],
    delete: ['lambda:DeleteFunction'],
  },
  'AWS::Lambda::Permission': {
    create: ['lambda:AddPermission'],
    delete: ['lambda:RemovePermission'],
  },
  'AWS::Lambda::Version': { create: ['lambda:PublishVersion'] },
  'AWS::Logs::LogGroup': {
    create: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
    update: ['logs:PutRetentionPolicy'],
    delete: ['logs:DeleteLogGroup'],
  },
  // Of the toolkit, which retains them.
  'AWS::S3::Bucket': {
    create: [
      's3:CreateBucket',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:PutBucketOwnershipControls',
      's3:PutBucketPublicAccessBlock',
    ],
  },
  'AWS::S3::BucketPolicy': { create: ['s3:PutBucketPolicy'], update: ['s3:PutBucketPolicy'] },
};
