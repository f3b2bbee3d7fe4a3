/**
 * What AWS allows, as far as templates can run into it.
 * CloudFormation: AWS-FACTS 1 and docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html.
 * API Gateway: docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html.
 * IAM: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (white space in policies does not count).
 */
export const limits = {
  resourcesPerTemplate: 500,
  parametersPerTemplate: 200,
  outputsPerTemplate: 200,
  /** Bytes of a template that is read from S3. */
  templateBytes: 1_000_000,
  descriptionBytes: 1_024,
  /** Resources that all stacks of one nested operation may create, update or delete together. */
  resourcesPerNestedOperation: 2_500,
  /** Characters of a Rest API's resource policy. */
  endpointPolicyCharacters: 8_192,
  /** Characters of all inline policies of one role together. */
  inlinePolicyCharacters: 10_240,
  managedPolicyCharacters: 6_144,
  managedPoliciesPerRole: 10,
  functionNameCharacters: 64,
} as const;
