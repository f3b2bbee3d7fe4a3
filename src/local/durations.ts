/**
 * Seconds that things take on AWS in `real` mode. There are few published measurements, so most are marked as
 * estimates: they are for demos and benchmarks of this program, not claims about AWS.
 *
 * Measured: CloudFormation takes about 13 s longer than the same direct calls for a small stack
 * (https://www.stedi.com/blog/relative-performance-tradeoffs-of-aws-native-provisioning-methods), split here into the
 * start of a stack operation and each resource's stabilization.
 */
export const durations: Readonly<Record<string, number>> = {
  // Direct calls, estimates.
  'lambda:CreateFunction': 1.2,
  'lambda:UpdateFunctionCode': 1,
  'lambda:UpdateFunctionConfiguration': 0.6,
  'lambda:PublishVersion': 1,
  'lambda:DeleteFunction': 0.4,
  // A handler takes the time it takes.
  'lambda:Invoke': 0,
  'apigateway:CreateDeployment': 0.5,
  'apigateway:CreateDomainName': 1,
  'cloudformation:CreateStack': 0.4,
  'cloudformation:UpdateStack': 0.5,
  'cloudformation:DeleteStack': 0.3,
  'cloudformation:CreateChangeSet': 0.4,
  'cloudformation:ExecuteChangeSet': 0.4,
  's3:CreateBucket': 0.5,

  // Before a stack, nested or not, starts on its resources: an estimate.
  'AWS::CloudFormation::Stack': 4,

  // From a resource's creation or change until CloudFormation calls it complete: estimates.
  'AWS::ApiGateway::RestApi': 1,
  'AWS::ApiGateway::Resource': 0.5,
  'AWS::ApiGateway::Method': 0.5,
  'AWS::ApiGateway::Deployment': 0.5,
  'AWS::ApiGateway::Stage': 1,
  'AWS::ApiGateway::Authorizer': 0.5,
  'AWS::ApiGateway::GatewayResponse': 0.5,
  'AWS::ApiGateway::BasePathMapping': 1,
  'AWS::ApiGateway::DomainName': 10,
  'AWS::CertificateManager::Certificate': 60,
  'AWS::Events::Rule': 30,
  // IAM is global and propagates within seconds; CloudFormation waits for it before the role counts as made.
  'AWS::IAM::Role': 16,
  'AWS::IAM::Policy': 10,
  'AWS::Lambda::Alias': 1,
  'AWS::Lambda::Function': 5,
  'AWS::Lambda::Permission': 1,
  'AWS::Lambda::Version': 2,
  'AWS::Logs::LogGroup': 2,
  'AWS::Route53::RecordSet': 30,
  'AWS::S3::Bucket': 15,
  'AWS::S3::BucketPolicy': 2,
  'AWS::ApiGateway::Method (delete)': 0.3,
  'AWS::ApiGateway::Resource (delete)': 0.3,
};

/** Any other call over the network, any other resource, and the deletion of one: estimates. */
export const otherCall = 0.08;
export const otherResource = 2;
export const otherDeletion = 1;
