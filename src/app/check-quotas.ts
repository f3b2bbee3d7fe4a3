import type { Config, Grouping } from '../config/config.ts';
import type { Problem } from '../problem.ts';
import type { ApiResource, AppFunction, DeclaredRoute } from './app.ts';

/**
 * More of something than one Rest API may have.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export function findQuotaProblems(app: {
  readonly config: Config;
  readonly functions: readonly AppFunction[];
  readonly resources: readonly ApiResource[];
  readonly declaredRoutes: readonly DeclaredRoute[];
}): readonly Problem[] {
  const { config, declaredRoutes, functions, resources } = app;
  const file = declaredRoutes[0]?.source.file;
  const place = file === undefined ? {} : { file };
  const problems: Problem[] = [];
  const { resourceQuota } = config.api;
  if (resources.length > resourceQuota) {
    problems.push({
      message: `The routes need ${resources.length} API resources`,
      ...place,
      path: 'api.resourceQuota',
      why: `A Rest API has ${resourceQuota} at most; every part of every path is one.`,
      fix: 'Serve several paths by one *path route, or have AWS raise the quota and set api.resourceQuota to it.',
    });
  }
  const routed = functions.filter(({ kind }) => kind === 'controller').length;
  if (routed > maximumStageVariables) {
    problems.push({
      message: `Routes lead to ${routed} functions`,
      ...place,
      path: 'cfn.build.controllers',
      why: `The stage names the live version of each in a variable, and has ${maximumStageVariables} variables at most.`,
      fix: `Set cfn.build.controllers to ${chooseGrouping(config.grouping, functions)}.`,
    });
  }
  return problems;
}

const maximumStageVariables = 100;

/** The finest grouping that fits. */
function chooseGrouping(grouping: Grouping, functions: readonly AppFunction[]): Grouping {
  const controllers = new Set(functions.flatMap(({ controllers }) => controllers.map(({ name }) => name)));
  return grouping === 'one_lambda_per_method' && controllers.size <= maximumStageVariables
    ? 'one_lambda_per_controller'
    : 'one_lambda_for_all_controllers';
}
