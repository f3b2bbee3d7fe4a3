/**
 * Seconds from the start of a resource's creation or change until CloudFormation calls it complete. All of them are
 * estimates: AWS documents none. Known is that CloudFormation takes about 13 s longer than the same direct calls for a
 * small stack (stedi.com/blog/relative-performance-tradeoffs-of-aws-native-provisioning-methods), and that a new role
 * takes seconds to be seen everywhere, which CloudFormation waits for (docs.aws.amazon.com/IAM/latest/UserGuide/
 * troubleshoot.html, "Changes that I make are not always immediately visible").
 */
export const settlingTimes: Readonly<Record<string, number>> = {
  'AWS::ApiGateway::Deployment': 1,
  'AWS::ApiGateway::Method': 1,
  'AWS::ApiGateway::Resource': 1,
  'AWS::ApiGateway::RestApi': 1,
  'AWS::ApiGateway::Stage': 1,
  'AWS::Events::Rule': 30,
  'AWS::IAM::ManagedPolicy': 10,
  'AWS::IAM::Role': 15,
  'AWS::Lambda::Alias': 1,
  'AWS::Lambda::Function': 6,
  'AWS::Lambda::Permission': 1,
  'AWS::Lambda::Version': 3,
  'AWS::Logs::LogGroup': 2,
  'AWS::S3::Bucket': 15,
  'AWS::S3::BucketPolicy': 2,
};

/** Any other type. */
export const otherSettlingTime = 2;

/** From the start of a stack's operation, nested or not, to its first resource. */
export const stackStart = 4;

/** Making a change set and starting it. */
export const changeSet = 5;

/** Deleting everything of one type, when there is anything. */
export const deletion = 1;

/**
 * What waits for what, by type: types of templates that jets writes. A stack waits for nested ones that it refers to, these
 * for the Rest API and the role that they are given.
 */
export const waitsFor: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Role': ['AWS::Logs::LogGroup'],
  'AWS::IAM::ManagedPolicy': ['AWS::IAM::Role'],
  'AWS::Lambda::Function': ['AWS::IAM::Role'],
  'AWS::Lambda::Version': ['AWS::Lambda::Function'],
  'AWS::Lambda::Alias': ['AWS::Lambda::Version'],
  'AWS::Events::Rule': ['AWS::Lambda::Alias'],
  'AWS::Lambda::Permission': ['AWS::Events::Rule'],
  'AWS::CloudFormation::Stack': ['AWS::ApiGateway::RestApi', 'AWS::IAM::Role'],
  'AWS::ApiGateway::Deployment': ['AWS::CloudFormation::Stack'],
  'AWS::ApiGateway::Stage': [
    'AWS::ApiGateway::Deployment',
    'AWS::Lambda::Version',
    'AWS::IAM::ManagedPolicy',
  ],
  'AWS::S3::BucketPolicy': ['AWS::S3::Bucket'],
};
