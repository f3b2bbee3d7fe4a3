import type { AppFunction } from '../app/app.ts';
import type { TemplateResource } from './template.ts';

/**
 * What runs a job on its schedule: alias `live` at the published version, a rule that invokes the alias, and the
 * permission for exactly that rule. Going live is moving the alias.
 */
export function buildJobResources(
  { logicalId, key, job }: AppFunction,
  functionLogicalId: string,
  versionLogicalId: string,
): Record<string, TemplateResource> {
  if (!job) return {};
  const [aliasLogicalId, ruleLogicalId] = [`${logicalId}Alias`, `${logicalId}Rule`];
  const { schedule } = job;
  const Metadata = { Jets: { function: key } };
  return {
    [aliasLogicalId]: {
      Type: 'AWS::Lambda::Alias',
      Metadata,
      Properties: {
        FunctionName: { Ref: functionLogicalId },
        FunctionVersion: { 'Fn::GetAtt': [versionLogicalId, 'Version'] },
        Name: 'live',
      },
    },
    [ruleLogicalId]: {
      Type: 'AWS::Events::Rule',
      Metadata,
      Properties: {
        ScheduleExpression: 'rate' in schedule ? `rate(${schedule.rate})` : `cron(${schedule.cron})`,
        Targets: [{ Id: 'live', Arn: { Ref: aliasLogicalId } }],
      },
    },
    [`${logicalId}Permission`]: {
      Type: 'AWS::Lambda::Permission',
      Metadata,
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: aliasLogicalId },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [ruleLogicalId, 'Arn'] },
      },
    },
  };
}
