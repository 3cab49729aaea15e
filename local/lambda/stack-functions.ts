import { devNull } from 'node:os';
import { join } from 'node:path';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { unpackFunction } from '../template/function-code.ts';
import type { FunctionResource } from '../template/function-resources.ts';
import { nameInArn } from '../template/name-in-arn.ts';
import {
  createAsynchronousInvocation,
  type InvokeAsynchronously,
} from './asynchronous-invocation.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { createFunctionPool, type FunctionPool } from './function-pool.ts';
import type { InvocationReport } from './invocation.ts';

/** A function of the stack, ready to be invoked. */
export interface StackFunction {
  /** The name in serverless.yml. */
  readonly key: string;
  /** The name in AWS, as ARNs carry it. */
  readonly name: string;
  readonly definition: FunctionDefinition;
  readonly pool: FunctionPool;
  readonly invokeAsynchronously: InvokeAsynchronously;
}

export interface StackFunctionsOptions {
  readonly functions: readonly FunctionResource[];
  readonly zipOf: (functionKey: string) => string;
  /** Where the code is unpacked. */
  readonly directory: string;
  readonly region: string;
  readonly accountId: string;
  /** Endpoint variables for the SDK; they win over the function's own. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly sqs: SQSClient;
  readonly queueUrl: (name: string) => string;
  readonly retryDelaysMs: readonly number[];
  readonly onLine: (functionKey: string, line: string) => void;
  readonly onReport: (report: InvocationReport) => void;
  readonly onProblem: (problem: string) => void;
  /** By the number of the container, from 0, and the function's key; ms. */
  readonly clockSkewMs?: ((container: number, functionKey: string) => number) | undefined;
}

/** Processes per function at a time, where the template sets no limit. */
const MAXIMUM_CONTAINERS = 50;
/**
 * The function whose slots are in real time. On AWS each container has its own processor; here all
 * share one, so the other functions, which run after a mail was sent, have a lower priority.
 */
const TIMED_FUNCTION = 'send-email';
const NICENESS_OF_OTHERS = 5;
/**
 * Time that the other functions wait for a busy container; ms. Starting another one would take
 * processor time from the sender.
 */
const PATIENCE_OF_OTHERS_MS = 3_000;
const IDLE_CONTAINER_MS = 5 * 60_000;

/** Keeps the developer's AWS profile out. */
const withoutProfile = { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull } as const;

/** Unpacks the functions and prepares their containers; none starts before it is invoked. */
export const createStackFunctions = (
  options: StackFunctionsOptions,
): Promise<readonly StackFunction[]> => {
  const {
    functions,
    zipOf,
    directory,
    region,
    accountId,
    endpoints,
    sqs,
    queueUrl,
    retryDelaysMs,
    onLine,
    onReport,
    onProblem,
  } = options;

  const create = async (resource: FunctionResource): Promise<StackFunction> => {
    const { key, name } = resource;
    const definition: FunctionDefinition = {
      ...resource,
      codeDirectory: await unpackFunction(zipOf(key), join(directory, 'functions'), key),
      // All containers of a function share a compile cache, so that only the first one compiles the
      // bundle.
      environment: {
        ...resource.environment,
        ...endpoints,
        ...withoutProfile,
        NODE_COMPILE_CACHE: join(directory, 'functions', 'compiled'),
      },
      region,
      accountId,
      ...(key === TIMED_FUNCTION ? {} : { niceness: NICENESS_OF_OTHERS }),
    };
    const pool = createFunctionPool({
      definition,
      maximumContainers: resource.reservedConcurrency ?? MAXIMUM_CONTAINERS,
      ...(key === TIMED_FUNCTION ? {} : { patienceMs: PATIENCE_OF_OTHERS_MS }),
      idleMs: IDLE_CONTAINER_MS,
      onLine: (line) => onLine(key, line),
      onReport,
      clockSkewMs: (container) => options.clockSkewMs?.(container, key) ?? 0,
    });
    const invokeAsynchronously = createAsynchronousInvocation({
      pool,
      functionArn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
      settings: resource.asynchronous,
      sqs,
      queueUrl: (arn) => queueUrl(nameInArn(arn)),
      retryDelaysMs,
      onProblem,
    });
    return { key, name, definition, pool, invokeAsynchronously };
  };

  return Promise.all(functions.map(create));
};
