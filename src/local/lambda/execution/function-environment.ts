import type { FunctionConfiguration } from '@aws-sdk/client-lambda';

/** All that a function's process gets as environment: what Lambda sets, and the function's own.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function buildFunctionEnvironment(
  configuration: FunctionConfiguration,
  place: {
    readonly region: string;
    readonly endpoint: string;
    readonly taskRoot: string;
    readonly runtimeDir: string;
    readonly logStream: string;
  },
): Record<string, string> {
  const { LoggingConfig } = configuration;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH: '/lib64:/usr/lib64:/opt/lib',
    // The function's SDK calls stay in the embedded AWS.
    AWS_ENDPOINT_URL: place.endpoint,
    ...configuration.Environment?.Variables,
    _HANDLER: configuration.Handler ?? '',
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.Runtime ?? ''}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.FunctionName ?? '',
    AWS_LAMBDA_FUNCTION_VERSION: configuration.Version ?? '',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: LoggingConfig?.LogGroup ?? '',
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    ...(LoggingConfig?.LogFormat === 'JSON' ? { AWS_LAMBDA_LOG_FORMAT: 'JSON' } : {}),
    AWS_ACCESS_KEY_ID: 'ASIAEMBEDDEDAWSLOCAL',
    AWS_SECRET_ACCESS_KEY: 'embedded-aws-secret-access-key',
    AWS_SESSION_TOKEN: 'embedded-aws-session-token',
    LAMBDA_TASK_ROOT: place.taskRoot,
    LAMBDA_RUNTIME_DIR: place.runtimeDir,
  };
}
