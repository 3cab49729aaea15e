import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import type { EventBus } from '../triggers/event-bus.ts';
import { startQueuePoller } from '../triggers/queue-poller.ts';
import type { StackContext } from './stack-context.ts';
import type { StackEngines } from './start-engines.ts';
import { INVOCATION_GRACE_MS } from './stop-grace.ts';

/** Pipeline events that services would get, in the directory of the stack: one line of JSON each. */
export const journalName = 'events.jsonl';

const queueName = 'local-pipeline-events';

/**
 * Subscribes to the topic and the bus of pipeline events, where the template has them, and writes
 * down what comes: `{"via": "sns", "event": …}`.
 */
export const startEventJournal = async (
  context: StackContext,
  engines: StackEngines,
  bus: EventBus,
  resources: readonly ResolvedResource[],
): Promise<void> => {
  const named = (logicalId: string) => resources.find((one) => one.logicalId === logicalId);
  const topic = named('PipelineEventsTopic');
  const eventBus = named('PipelineEventsBus');
  if (topic === undefined && eventBus === undefined) return;
  const { directory, onProblem } = context;
  const file = join(directory, journalName);
  await writeFile(file, '');
  let writing = Promise.resolve();
  const note = (via: 'sns' | 'eventbridge', event: unknown): Promise<void> => {
    writing = writing
      .then(() => appendFile(file, `${JSON.stringify({ via, event })}\n`))
      .catch((error: unknown) => onProblem(`${journalName}: ${String(error)}`));
    return writing;
  };
  if (eventBus !== undefined) bus.watch(eventBus.name, (event) => void note('eventbridge', event));
  if (topic !== undefined)
    await subscribe(context, engines, topic.ref, (message) => note('sns', message));
};

const subscribe = async (
  { region, accountId, onProblem, teardown }: StackContext,
  { clients: { sqs, sns } }: StackEngines,
  topicArn: string,
  see: (message: unknown) => Promise<void>,
): Promise<void> => {
  const queueArn = `arn:aws:sqs:${region}:${accountId}:${queueName}`;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: queueName }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: queueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  const poller = startQueuePoller({
    ...{ sqs, queueUrl: QueueUrl, queueArn, region },
    settings: {
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 2,
      reportsItemFailures: false,
    },
    invoke: async ({ Records }) => {
      for (const { body } of Records) await see(JSON.parse(body));
      return { kind: 'ok', payload: 'null', requestId: '' };
    },
    onProblem: (problem) => onProblem(`${queueName}: ${problem}`),
  });
  teardown.add(() => poller.stop(INVOCATION_GRACE_MS));
};
