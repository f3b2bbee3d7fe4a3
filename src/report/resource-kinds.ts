import type { ResourceChange, UpdateStep } from '../plan/plan.ts';
import { countOf } from './format-quantity.ts';

/** What resource types are to a person; those that are not here are named by their type. */
const kinds: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': 'Rest API',
  'AWS::ApiGateway::Resource': 'API path',
  'AWS::ApiGateway::Method': 'API method',
  'AWS::ApiGateway::Deployment': 'API deployment',
  'AWS::ApiGateway::Stage': 'API stage',
  'AWS::ApiGateway::GatewayResponse': 'gateway response',
  'AWS::Lambda::Function': 'function',
  'AWS::Lambda::Version': 'function version',
  'AWS::Lambda::Alias': 'function alias',
  'AWS::Lambda::Permission': 'permission',
  'AWS::IAM::Role': 'role',
  'AWS::IAM::ManagedPolicy': 'policy',
  'AWS::Logs::LogGroup': 'log group',
  'AWS::Events::Rule': 'schedule',
  'AWS::CloudFormation::Stack': 'nested stack',
};

const order = Object.keys(kinds);

/** `1 Rest API, 4 API paths, 7 API methods`: from what matters most to a person to what matters least. */
export function countByKind(changes: readonly ResourceChange[]): string {
  const counts = new Map<string, number>();
  for (const { type } of changes) counts.set(type, (counts.get(type) ?? 0) + 1);
  const rank = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length);
  return [...counts]
    .toSorted(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .map(([type, count]) => {
      const kind = kinds[type];
      if (kind === undefined) return `${count} ${type}`;
      return kind === 'policy' && count > 1 ? `${count} policies` : countOf(count, kind);
    })
    .join(', ');
}

/** Changes of a step in all its stacks. */
export function changesOf({ changes }: Pick<UpdateStep, 'changes'>): ResourceChange[] {
  return changes.flatMap((stack) => stack.changes);
}

/** In the order in which CloudFormation takes them. */
export const actions = ['create', 'update', 'replace', 'delete'] as const;
