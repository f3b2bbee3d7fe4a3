import type { App } from '../app/app.ts';
import type { Problem } from '../problem.ts';
import { limits } from './limits.ts';
import type { TemplateFile, TemplateSet } from './template.ts';

/**
 * What CloudFormation and IAM would refuse in finished templates for its size or number, with what to do about it.
 * Names, quotas of API Gateway and the environment are checked with the app.
 */
export function findTemplateProblems(app: App, templates: TemplateSet): Problem[] {
  const files = [templates.app, ...templates.pages];
  return [
    ...checkEmptiness(templates),
    ...checkNumbers(app, templates),
    ...files.flatMap((file) => checkFile(file, file === templates.app)),
    ...checkPolicies(app),
    ...checkPreflight(app),
  ];
}

function checkEmptiness({ app }: TemplateSet): Problem[] {
  if (Object.keys(app.template.Resources).length > 0) return [];
  return [
    {
      message: 'The app has neither routes nor jobs, so there is nothing to deploy',
      why: 'A CloudFormation template needs at least one resource.',
      fix: 'Add a route to config/routes.ts or a job to app/jobs.',
    },
  ];
}

function checkNumbers(app: App, { app: root, pages }: TemplateSet): Problem[] {
  const problems: Problem[] = [];
  const inRoot = Object.keys(root.template.Resources).length;
  if (inRoot > limits.resourcesPerTemplate) {
    problems.push({
      message: `The app's stack would have ${inRoot} resources for ${app.functions.length} functions`,
      path: 'cfn.build.controllers',
      why: `CloudFormation allows ${limits.resourcesPerTemplate} in a template.`,
      fix: coarserGrouping(app),
    });
  }
  const total = pages.reduce((sum, { template }) => sum + Object.keys(template.Resources).length, inRoot);
  if (total > limits.resourcesPerNestedOperation) {
    problems.push({
      message: `The app would have ${total} resources, for ${app.routes.length} routes and ${app.functions.length} functions`,
      path: 'config/routes.ts',
      why: `CloudFormation allows ${limits.resourcesPerNestedOperation} in one operation over nested stacks.`,
      fix: 'Split the app, or catch a part of its paths with one greedy route such as *path.',
    });
  }
  return problems;
}

/** Grouping changes the number of controllers' functions only; every run of a job is a function of its own. */
function coarserGrouping({ config: { grouping }, functions }: App): string {
  const jobs = functions.filter(({ kind }) => kind === 'job').length;
  if (jobs > functions.length / 2) return `Split the app: ${jobs} of its functions are runs of jobs.`;
  if (grouping === 'one_lambda_for_all_controllers') return 'Split the app: it has too many functions.';
  const coarser =
    grouping === 'one_lambda_per_method' ? 'one_lambda_per_controller' : 'one_lambda_for_all_controllers';
  return `Set cfn.build.controllers to ${coarser}.`;
}

function checkFile({ name, body, template }: TemplateFile, isRoot: boolean): Problem[] {
  const problem = (what: string, actual: number, allowed: number): Problem[] =>
    actual > allowed
      ? [
          {
            message: `Template ${name} would have ${actual} ${what}`,
            path: name,
            why: `CloudFormation allows ${allowed}.`,
            fix: 'Split the app, or deploy the Rest API anew with JETS_API_REPLACE=1.',
          },
        ]
      : [];
  const count = (record: object | undefined) => Object.keys(record ?? {}).length;
  return [
    ...(isRoot ? [] : problem('resources', count(template.Resources), limits.resourcesPerTemplate)),
    ...problem('parameters', count(template.Parameters), limits.parametersPerTemplate),
    ...problem('outputs', count(template.Outputs), limits.outputsPerTemplate),
    ...problem('bytes', byteLength(body), limits.templateBytes),
    ...problem('bytes of description', byteLength(template.Description ?? ''), limits.descriptionBytes),
  ];
}

function checkPolicies({ config }: App): Problem[] {
  const problems: Problem[] = [];
  const statements = JSON.stringify(config.iamPolicy).length;
  if (statements + ownStatements > limits.inlinePolicyCharacters) {
    problems.push({
      message: `iamPolicy has ${statements} characters`,
      path: 'iamPolicy',
      why: `IAM allows ${limits.inlinePolicyCharacters} for all inline policies of a role, of which jets needs ${ownStatements}.`,
      fix: 'Put statements into managed policies and name them in managedIamPolicy.',
    });
  }
  if (config.managedIamPolicy.length > limits.managedPoliciesPerRole) {
    problems.push({
      message: `managedIamPolicy names ${config.managedIamPolicy.length} policies`,
      path: 'managedIamPolicy',
      why: `IAM allows ${limits.managedPoliciesPerRole} for a role.`,
      fix: 'Join some of them.',
    });
  }
  const endpointPolicy = JSON.stringify(config.api.endpointPolicy ?? '').length;
  if (endpointPolicy > limits.endpointPolicyCharacters) {
    problems.push({
      message: `api.endpointPolicy has ${endpointPolicy} characters`,
      path: 'api.endpointPolicy',
      why: `API Gateway allows ${limits.endpointPolicyCharacters}.`,
      fix: 'Join statements.',
    });
  }
  return problems;
}

/** Room kept for what jets itself allows a function: logs, network interfaces, traces. */
const ownStatements = 1_024;

function checkPreflight({ config: { api } }: App): Problem[] {
  const { cors } = api;
  if (!cors) return [];
  const values = { origin: [cors.origin], headers: cors.headers, methods: cors.methods };
  return Object.entries(values).flatMap(([setting, texts]) =>
    texts
      .filter((text) => text.includes("'"))
      .map((text) => ({
        message: `api.cors.${setting} contains a single quote: ${text}`,
        path: `api.cors.${setting}`,
        why: 'API Gateway writes header values between single quotes and has no way to escape one.',
        fix: 'Leave it out.',
      })),
  );
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
