import type { Problem } from '../problem.ts';
import { findNameProblem } from './environment-variables.ts';
import type { SettingPath } from './setting-path.ts';

/** Something wrong with a config, and with which setting. */
export type ConfigFinding = Pick<Problem, 'message' | 'why' | 'fix'> & { readonly at: SettingPath };

/** Rules between settings, and rules shared with .env files; checked also when other settings are wrong. */
export function findConfigConflicts(exported: unknown): readonly ConfigFinding[] {
  const config = asObject(exported);
  const api = asObject(config['api']);
  const cors = asObject(api['cors']);
  const findings: ConfigFinding[] = [];
  for (const name of Object.keys(asObject(asObject(config['function'])['environment']))) {
    const problem = findNameProblem(name);
    if (problem) findings.push({ at: ['function', 'environment', name], ...problem });
  }
  const endpoints = api['vpcEndpointIds'];
  if (
    api['endpointType'] === 'PRIVATE' &&
    (endpoints === undefined || (Array.isArray(endpoints) && endpoints.length === 0))
  ) {
    findings.push({
      at: ['api', 'endpointType'],
      message: 'A PRIVATE endpoint needs api.vpcEndpointIds',
      why: 'A private Rest API answers through interface VPC endpoints only.',
      fix: "Add vpcEndpointIds: ['vpce-…'] beside it, or use REGIONAL.",
    });
  }
  // docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-basepathmapping.html
  if (api['endpointType'] === 'PRIVATE' && config['domain'] !== undefined) {
    findings.push({
      at: ['domain'],
      message: 'A PRIVATE endpoint has no public domain',
      why: 'API Gateway maps base paths of public custom domains to public Rest APIs only.',
      fix: 'Remove domain, or use REGIONAL.',
    });
  }
  if (cors['credentials'] === true && (cors['origin'] === undefined || cors['origin'] === '*')) {
    findings.push({
      at: ['api', 'cors', 'credentials'],
      message: 'api.cors.credentials needs an api.cors.origin other than *',
      why: 'Browsers refuse answers to requests with credentials that allow every origin.',
      fix: "Add origin: 'https://example.com' beside it, or remove credentials.",
    });
  }
  return findings;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
