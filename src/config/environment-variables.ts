import type { Problem } from '../problem.ts';

/**
 * Why Lambda refuses an environment variable of this name; `undefined` when it takes it.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function findNameProblem(name: string): Pick<Problem, 'message' | 'why' | 'fix'> | undefined {
  if (reserved.has(name)) {
    return {
      message: `${name} is a reserved environment variable`,
      why: 'Lambda sets it itself and refuses functions that set it.',
      fix: `Remove it, or use another name such as APP_${name.replace(/^_+/, '')}.`,
    };
  }
  if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name)) {
    return {
      message: `${JSON.stringify(name)} is not a name for an environment variable`,
      why: 'Lambda takes names of at least two letters, digits and _, the first being a letter.',
      fix: 'Rename it.',
    };
  }
  return undefined;
}

/** TZ, NODE_OPTIONS, AWS_LAMBDA_EXEC_WRAPPER and the like are not reserved. */
const reserved: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);
