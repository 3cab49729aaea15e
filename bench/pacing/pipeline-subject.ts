import { createEngineClients } from '../../local/engines/create-resources.ts';
import { readRequestCounts } from '../../local/engines/request-counts.ts';
import { putBacklog } from '../../local/lab/put-backlog.ts';
import { type SesControl, sesControl } from '../../local/lab/ses-control.ts';
import { waitUntil } from '../../local/lab/wait-until.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import type { Package } from '../../local/template/packaged.ts';
import type { QueuePoller } from '../../local/triggers/queue-poller.ts';
import type { Lane } from '../../shared/email/streams.ts';
import { billedBetween } from './measure.ts';
import type { RowPlan } from './row.ts';
import { type Requests, requestsOf, type Subject } from './subject.ts';
import { withNodeOption } from './with-node-option.ts';

export interface PipelineOptions {
  readonly package: Package;
  /** Folder for the files of the stack. */
  readonly directory: string;
  readonly visibilitySeconds: number;
  /** Whether the events of SES are recorded; if not, they stay in their queue. */
  readonly feedback: boolean;
}

const sender = 'send-email';
const nameContainer = new URL('name-container.mjs', import.meta.url).href;

/** Longest wait for feedback of SES to be recorded. */
const settleMs = 45_000;

/** The whole pipeline: packaged functions, queues, tables, feedback, and SES at the row's rate. */
export const startPipeline = async (
  plan: RowPlan,
  options: PipelineOptions,
): Promise<Subject & { readonly stack: Stack }> => {
  const parts = await startPausedStack(plan, options);
  const { stack, pollers, laneUrl } = parts;
  const { endpoints } = stack;
  const { sqs, close } = createEngineClients(endpoints.region, endpoints.sqs, endpoints.dynamodb);
  const ses = sesControl(endpoints.ses);
  return {
    stack,
    ses,
    enqueue: (lane, ids) => putBacklog(sqs, laneUrl(lane), ids.map(bodyOf)),
    begin: async () => {
      // The function refuses an event without records; its container is warm afterwards.
      await Promise.all(Array.from({ length: plan.containers }, () => stack.invoke(sender, {})));
      for (const poller of pollers) poller.enable();
    },
    countQueued: () => countIn(stack, lanes),
    countDeadLetters: () => countIn(stack, ['deadLetters']),
    requests: () => requestsOfPipeline(stack),
    tellRate: () => refreshQuota(parts),
    kill: (containers) => {
      for (const pid of named(stack.containers(), sender).slice(0, containers)) killGroup(pid);
    },
    settle: async () => {
      if (options.feedback) await settleFeedback(stack, ses);
    },
    end: async () => {
      await Promise.all(pollers.map((poller) => poller.stop(5_000)));
    },
    billedMsPerMessage: ({ part, acceptedInPart }) =>
      billedBetween(
        stack.reports().filter(({ functionName }) => functionName.endsWith(sender)),
        part,
      ) / acceptedInPart,
    stop: async () => {
      close();
      await stack.stop();
    },
  };
};

const bodyOf = (messageId: string): string =>
  JSON.stringify({
    messageId,
    tenantId: 'bench',
    from: 'bench@example.com',
    to: [`${messageId}@example.com`],
    subject: 'Bench',
    text: 'One message of the bench.',
  });

const queueName = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

const named = <Value>(values: Readonly<Record<string, Value>>, name: string): Value => {
  const value = values[name];
  if (value === undefined)
    throw new Error(`The stack has no ${name}; it has ${Object.keys(values).join(', ')}.`);
  return value;
};

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
};

/** The parts of a running pipeline that a row uses. */
interface Parts {
  readonly stack: Stack;
  readonly plan: RowPlan;
  /** Of the two sending queues. */
  readonly pollers: readonly QueuePoller[];
  readonly laneUrl: (lane: Lane) => string;
}

const lanes = ['transactional', 'bulk'] as const;

const partsOf = (stack: Stack, plan: RowPlan): Parts => {
  const laneUrl = (lane: Lane): string => named(stack.endpoints.queues, lane);
  const pollers = lanes.map((lane) => named(stack.pollers, queueName(laneUrl(lane))));
  return { stack, plan, pollers, laneUrl };
};

/**
 * Writes the rate to the ledger, by refresh-quota. That also sets the event sources, which a row
 * then sets back to those of its name.
 */
const refreshQuota = async ({ stack, plan, pollers }: Parts): Promise<void> => {
  await stack.invoke('refresh-quota', {});
  for (const poller of pollers) {
    poller.change({
      batchSize: plan.batch,
      batchingWindowSeconds: plan.batch > 10 ? 1 : 0,
      maximumConcurrency: plan.containers,
    });
  }
};

const countIn = async (stack: Stack, names: readonly string[]): Promise<number> => {
  const depths = await stack.depths();
  return names
    .map((name) => named(depths, name))
    .reduce((sum, { visible, inFlight, delayed }) => sum + visible + inFlight + delayed, 0);
};

const requestsOfPipeline = async ({ endpoints }: Stack): Promise<Requests> => {
  const ownQueues = new Set(Object.values(endpoints.queues).map(queueName));
  const [queues, tables] = await Promise.all([
    readRequestCounts(endpoints.sqs),
    readRequestCounts(endpoints.dynamodb),
  ]);
  return requestsOf(
    { queues, tables },
    { ledger: named(endpoints.tables, 'ledger'), isOwnQueue: (name) => ownQueues.has(name) },
  );
};

const settleFeedback = async (stack: Stack, ses: SesControl): Promise<void> => {
  const isSettled = async (): Promise<boolean> => {
    const { outcomesPending, eventsWaiting } = await ses.statistics();
    return outcomesPending + eventsWaiting === 0 && (await countIn(stack, ['feedback'])) === 0;
  };
  await waitUntil(isSettled, { everyMs: 300, atMostMs: settleMs });
};

const startPausedStack = async (plan: RowPlan, options: PipelineOptions): Promise<Parts> => {
  const { package: made, directory, visibilitySeconds, feedback } = options;
  const stack = await startStack({
    package: {
      template: withNodeOption(made.template, sender, `--import=${nameContainer}`),
      zipOf: made.zipOf,
    },
    directory,
    rate: plan.rate,
    quota: -1,
    sliding: plan.model === 'sliding',
    quiet: true,
    visibilitySeconds,
    schedule: false,
  });
  const parts = partsOf(stack, plan);
  await Promise.all(parts.pollers.map((poller) => poller.disable()));
  await refreshQuota(parts);
  if (!feedback)
    await named(stack.pollers, queueName(named(stack.endpoints.queues, 'feedback'))).disable();
  return parts;
};
