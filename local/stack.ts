import { resolveTemplate } from '../shared/cloudformation/resolve-template.ts';
import { defaultIdentities } from '../simulator/account/identities.ts';
import type { ControlState } from './control-plane/control-state.ts';
import { createResources } from './engines/create-resources.ts';
import { urlsForFunctions } from './faults/urls-for-functions.ts';
import { startIssuer } from './issuer/start-issuer.ts';
import type { MetricTally } from './lambda/embedded-metrics.ts';
import type { FunctionDefinition } from './lambda/function-definition.ts';
import type { InvocationReport, InvocationResult } from './lambda/invocation.ts';
import type { StackFunction } from './lambda/stack-functions.ts';
import { type Endpoints, writeContractFiles } from './stack/contract-files.ts';
import { type QueueDepth, readQueueDepths } from './stack/queue-depths.ts';
import { createStackContext, type StackContext } from './stack/stack-context.ts';
import { functionEndpoints, stackEndpoints } from './stack/stack-endpoints.ts';
import type { StackOptions } from './stack/stack-options.ts';
import { startApis } from './stack/start-apis.ts';
import { startStackControl } from './stack/start-control-plane.ts';
import { startEngines } from './stack/start-engines.ts';
import { startEventJournal } from './stack/start-event-journal.ts';
import { type RunningFunctions, startFunctions } from './stack/start-functions.ts';
import { startSesDoor } from './stack/start-ses-door.ts';
import { startLocalSmtpDoor } from './stack/start-smtp-door.ts';
import { startStackDns } from './stack/start-stack-dns.ts';
import { startStackSimulator } from './stack/start-stack-simulator.ts';
import { startTriggers } from './stack/start-triggers.ts';
import { createTeardown } from './stack/teardown.ts';
import { readStackResources, type StackResources } from './template/stack-resources.ts';
import { withCanary } from './template/with-canary.ts';
import { withPipelineEvents } from './template/with-pipeline-events.ts';
import { withStreams } from './template/with-streams.ts';
import { startEventBus } from './triggers/event-bus.ts';
import type { QueuePoller } from './triggers/queue-poller.ts';
import { createEventTargets } from './triggers/stack-triggers.ts';

/**
 * The pipeline, running on this machine. Functions go by their keys in serverless.yml, queues by
 * their names in `endpoints.queues`.
 */
export interface Stack {
  readonly directory: string;
  readonly endpoints: Endpoints;
  /** Metrics that the functions have written in embedded metric format so far. */
  readonly metrics: MetricTally;
  /** Invokes a function and waits for its answer. */
  readonly invoke: (functionKey: string, event: unknown) => Promise<InvocationResult>;
  /**
   * Invokes a function as SES, SNS and EventBridge do: with retries, after which the event goes to
   * the on-failure destination. Resolves when it is handled or given up.
   */
  readonly invokeAsynchronously: (functionKey: string, event: unknown) => Promise<InvocationResult>;
  /** Ids of the processes that run each function now. */
  readonly containers: () => Readonly<Record<string, readonly number[]>>;
  /** Kills every process of a function, as a crash would; returns their number. */
  readonly kill: (functionKey: string) => number;
  /** Definition of a function, for experiments that start containers of their own. */
  readonly definition: (functionKey: string) => FunctionDefinition;
  /** Every invocation so far, in the order in which they ended. */
  readonly reports: () => readonly InvocationReport[];
  /** Starts the reading of the queues, if `holdQueues` delayed it; otherwise it has no effect. */
  readonly readQueues: () => void;
  /** Event source mappings, by the name of their queue in AWS. */
  readonly pollers: Readonly<Record<string, QueuePoller>>;
  /** What AWS's control plane says of the stack; may be changed. */
  readonly control: ControlState;
  readonly depths: () => Promise<Readonly<Record<string, QueueDepth>>>;
  /** Stops everything; when it resolves, no process and no port is left. May be called again. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the whole pipeline on this machine: engines, SES simulator, functions and their triggers,
 * all on 127.0.0.1 unless `reach` says otherwise.
 *
 * @throws Error with the cause, after everything that had been started is stopped
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const teardown = createTeardown();
  try {
    return await start(await createStackContext(options, teardown));
  } catch (error) {
    await teardown.run();
    throw error;
  }
};

const start = async (context: StackContext): Promise<Stack> => {
  const { options, directory, teardown } = context;
  options.onStep?.('Starting queues, tables and the SES simulator …');
  const engines = await startEngines(context);
  const { clients } = engines;
  const published = withCanary(
    withPipelineEvents(
      withStreams(options.package.template, options.streams),
      options.pipelineEvents,
    ),
    options.canary,
  );
  const template = resolveTemplate(published, {
    region: context.region,
    accountId: context.accountId,
    stackName: 'local',
    parameters: {},
    queueUrl: engines.queueUrl,
  });
  const resources = readStackResources(template);
  const urlForFunctions = urlsForFunctions(options.fateOf, teardown);
  const snsUrl = await urlForFunctions('sns', engines.queues.url);
  const bus = await startEventBus(context);
  teardown.add(bus.close);
  const identities = verifiedAtStart(options, resources);
  const dns = await startStackDns(context, identities);
  const [simulator, issuer] = await Promise.all([
    startStackSimulator(context, resources, identities, {
      snsUrl,
      eventBusUrl: bus.url,
      dnsServer: dns.address,
    }),
    startIssuer(directory, teardown, { port: context.ports.issuer ?? 0, reach: context.reach }),
    createResources(resources, clients, options.visibilitySeconds),
  ]);
  const control = await startStackControl(context, published, template);
  const apis = await startApis(context, resources, control.state);
  const sesDoor = await startSesDoor(context, { engines, apis, resources: template });
  const parts = { engines, simulator, dns, apis, issuer, sesDoor, control };
  const withoutSmtp = stackEndpoints(context, parts, template);
  const smtp = await startLocalSmtpDoor(context, engines, withoutSmtp);
  const endpoints = { ...withoutSmtp, smtp };
  const reached = await functionEndpoints(endpoints, snsUrl, urlForFunctions);
  options.onStep?.('Starting the functions …');
  const running = await startFunctions(context, engines, resources, reached, bus.url);
  bus.serve(createEventTargets(resources.eventRules, running.functions));
  await startEventJournal(context, engines, bus, template);
  const triggers = await startTriggers(context, engines, apis, resources, running.functions);
  await writeContractFiles(directory, endpoints);
  return {
    directory,
    endpoints,
    ...functionControls(running),
    ...triggers,
    control: control.state,
    depths: () => readQueueDepths(clients.sqs, endpoints.queues),
    stop: teardown.run,
  };
};

/** Addresses and domains that SES has verified when the stack starts. */
const verifiedAtStart = (
  { identities }: StackOptions,
  { identities: ofTemplate }: StackResources,
): readonly string[] => identities ?? (ofTemplate.length === 0 ? defaultIdentities : ofTemplate);

const functionControls = ({
  functions,
  metrics,
  reports,
}: RunningFunctions): Pick<
  Stack,
  'metrics' | 'invoke' | 'invokeAsynchronously' | 'containers' | 'kill' | 'definition' | 'reports'
> => ({
  metrics,
  invoke: (functionKey, event) => functionWithKey(functions, functionKey).pool.invoke(event),
  invokeAsynchronously: (functionKey, event) =>
    functionWithKey(functions, functionKey).invokeAsynchronously(event),
  containers: () => Object.fromEntries(functions.map(({ key, pool }) => [key, pool.pids()])),
  kill: (functionKey) => functionWithKey(functions, functionKey).pool.kill(),
  definition: (functionKey) => functionWithKey(functions, functionKey).definition,
  reports: () => reports,
});

/** @throws RangeError that names all functions */
const functionWithKey = (functions: readonly StackFunction[], key: string): StackFunction => {
  const found = functions.find((each) => each.key === key);
  if (found === undefined)
    throw new RangeError(
      `there is no function ${key}; there are ${functions.map((each) => each.key).join(', ')}`,
    );
  return found;
};
