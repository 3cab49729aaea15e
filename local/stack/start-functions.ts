import { createMetricTally, type MetricTally } from '../lambda/embedded-metrics.ts';
import type { InvocationReport } from '../lambda/invocation.ts';
import { createStackFunctions, type StackFunction } from '../lambda/stack-functions.ts';
import type { StackResources } from '../template/stack-resources.ts';
import { type Endpoints, endpointVariables } from './contract-files.ts';
import type { StackContext } from './stack-context.ts';
import type { StackEngines } from './start-engines.ts';
import { PROCESS_GRACE_MS } from './stop-grace.ts';

/** The functions, with their metrics and reports so far. */
export interface RunningFunctions {
  readonly functions: readonly StackFunction[];
  readonly metrics: MetricTally;
  readonly reports: readonly InvocationReport[];
}

/** Delays before the first and second retry of an asynchronous invocation; AWS waits minutes. */
const DEFAULT_RETRY_DELAYS_MS = [1_000, 2_000] as const;

/**
 * Makes the functions invocable; none starts before its first invocation.
 *
 * @param endpoints - services as functions reach them
 */
export const startFunctions = async (
  { options, directory, region, accountId, logs, onProblem, teardown }: StackContext,
  { queues, clients, queueUrl }: StackEngines,
  resources: StackResources,
  endpoints: Endpoints,
  eventBusUrl: string,
): Promise<RunningFunctions> => {
  const metrics = createMetricTally();
  const reports: InvocationReport[] = [];
  const functions = await createStackFunctions({
    functions: resources.functions.map((resource) => ({
      ...resource,
      timeoutSeconds: options.timeoutSeconds ?? resource.timeoutSeconds,
      // The SDK sends to the host in a queue's URL, whatever its endpoint.
      environment: mapValues(resource.environment, (value) =>
        value.replace(queues.url, endpoints.sqs),
      ),
    })),
    zipOf: options.package.zipOf,
    directory,
    region,
    accountId,
    endpoints: {
      ...endpointVariables(endpoints),
      AWS_ENDPOINT_URL_EVENTBRIDGE: eventBusUrl,
      SECRETS_KEY: endpoints.secretsKey,
      // As for secrets, a file takes the place of KMS.
      ...(options.pipelineEvents?.addresses === 'hashed'
        ? { ADDRESS_KEY: endpoints.secretsKey }
        : {}),
      ...(endpoints.api === null ? {} : { UNSUBSCRIBE_URL: endpoints.api }),
      TOKEN_ISSUER: endpoints.issuer.issuer,
      TOKEN_AUDIENCE: endpoints.issuer.audience,
      TOKEN_KEYS_URL: endpoints.issuer.keysUrl,
      ...(options.noun === undefined ? {} : { API_NOUN: options.noun }),
      ...options.environment,
    },
    sqs: clients.sqs,
    queueUrl,
    retryDelaysMs: options.retryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS,
    onLine: (key, line) => {
      logs.write(key, line);
      metrics.add(line);
    },
    onReport: (report) => void reports.push(report),
    onProblem,
    clockSkewMs: options.clockSkewMs,
  });
  teardown.add(() => Promise.all(functions.map(({ pool }) => pool.stop(PROCESS_GRACE_MS))));
  return { functions, metrics, reports };
};

const mapValues = (
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
