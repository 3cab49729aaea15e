import type { FunctionDefinition } from './function-definition.ts';

/**
 * Environment of a sandbox: the function's variables, overridden by Lambda's reserved ones; from
 * this process only PATH.
 *
 * @param runtimeApi - `host:port`
 */
export const containerEnvironment = (
  definition: FunctionDefinition,
  runtimeApi: string,
  logStream: string,
): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  ...definition.environment,
  AWS_REGION: definition.region,
  AWS_DEFAULT_REGION: definition.region,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: definition.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE:
    definition.isProvisioned === true ? 'provisioned-concurrency' : 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: logStream,
  AWS_LAMBDA_RUNTIME_API: runtimeApi,
  LAMBDA_TASK_ROOT: definition.codeDirectory,
  _HANDLER: definition.handler,
});
