import { sha256Hex } from '../../src/app/digest.ts';
import type { Plan, PlanStep, ResourceChange, UpdateStep } from '../../src/plan/plan.ts';
import { buildToolkitFile } from '../../src/templates/toolkit.ts';

/** The app's template with Rest APIs that answer `GET /` by themselves; the outputs name the last one. */
export function templateOf(...restApis: readonly string[]) {
  const resources = restApis.flatMap((api) => [
    [api, { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: api } }] as const,
    [
      `${api}Get`,
      {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: { Ref: api },
          ResourceId: { 'Fn::GetAtt': [api, 'RootResourceId'] },
          HttpMethod: 'GET',
          AuthorizationType: 'NONE',
          MethodResponses: [{ StatusCode: '200' }],
          Integration: {
            Type: 'MOCK',
            RequestTemplates: { 'application/json': '{"statusCode": 200}' },
            IntegrationResponses: [
              { StatusCode: '200', ResponseTemplates: { 'application/json': `from ${api}` } },
            ],
          },
        },
      },
    ] as const,
    [
      `${api}Deployment`,
      {
        Type: 'AWS::ApiGateway::Deployment',
        DependsOn: `${api}Get`,
        Properties: { RestApiId: { Ref: api } },
      },
    ] as const,
    [
      `${api}Stage`,
      {
        Type: 'AWS::ApiGateway::Stage',
        Properties: {
          RestApiId: { Ref: api },
          DeploymentId: { Ref: `${api}Deployment` },
          StageName: 'dev',
        },
      },
    ] as const,
  ]);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { ArtifactBucket: { Type: 'String' } },
    Resources: Object.fromEntries(resources) as Record<string, object>,
    Outputs: { RestApiId: { Value: { Ref: restApis.at(-1) } }, StageName: { Value: 'dev' } },
  };
}

/** A role that no AWS account can have: an update that adds it fails, and is rolled back. */
export const impossibleRole = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/nope'],
  },
};

export function updateStep(
  phase: UpdateStep['phase'],
  action: UpdateStep['action'] = 'update',
  changes: readonly ResourceChange[] = [],
): UpdateStep {
  return { kind: 'update', phase, action, template: '', changes: [{ stack: 'app', changes }] };
}

/** @param templates of the update steps, by phase; their keys are digests, as in a real plan. */
export function planOf(steps: readonly PlanStep[], templates: Readonly<Record<string, object>> = {}): Plan {
  const { body, digest } = buildToolkitFile();
  const files = new Map(
    Object.entries(templates).map(([phase, template]) => {
      const text = JSON.stringify(template);
      return [phase, { name: 'app', key: `apps/blog-dev/templates/${sha256Hex(text)}.json`, body: text }];
    }),
  );
  return {
    version: 1,
    namespace: 'blog-dev',
    region: 'us-east-1',
    liveDigest: '',
    asked: { functionNames: [] },
    strategy: { kind: 'in-place', reasons: [] },
    endpoint: { changes: false },
    routes: { added: [], removed: [], changed: [], unchanged: 0 },
    functions: { added: [], removed: [], changed: [], unchanged: 0 },
    toolkit: 'keep',
    toolkitTemplate: { body, digest },
    steps: steps.map((step) =>
      step.kind === 'update' ? { ...step, template: files.get(step.phase)?.key ?? '' } : step,
    ),
    templates: [...files.values()],
    artifacts: [],
    tags: {},
    effort: { operations: 0, seconds: 0 },
    warnings: [],
  };
}
