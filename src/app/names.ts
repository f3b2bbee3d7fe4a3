import type { Environment } from './app.ts';

/** `demo-dev-2`: name of the stack and of the API, and start of every function's name. */
export function buildNamespace(appName: string, { short, extra }: Environment): string {
  return [appName, short, ...(extra === undefined ? [] : [extra])].join('-').replaceAll('_', '-');
}

/** `dev_2`. */
export function buildStageName({ short, extra }: Environment): string {
  return extra === undefined ? short : `${short}_${extra}`;
}

/** Key of the one function of `one_lambda_for_all_controllers`. */
export const allControllersKey = 'controller';

/** `admin/posts` → `admin-posts_controller`, with an action `admin-posts_controller-index`. */
export function buildControllerKey(controller: string, action?: string): string {
  const key = `${controller.replaceAll('/', '-')}_controller`;
  return action === undefined ? key : `${key}-${action}`;
}

/** `clean`, `run` → `clean_job-run`. */
export function buildJobKey(job: string, exportName: string): string {
  return `${job.replaceAll('/', '-')}_job-${exportName}`;
}

export function buildFunctionName(namespace: string, functionKey: string): string {
  return `${namespace}-${functionKey}`;
}
