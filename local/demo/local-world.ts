import { CreateTemplateCommand, SESClient } from '@aws-sdk/client-ses';
import { GetQueueAttributesCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { connect } from '../../shared/aws/clients/connect.ts';
import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { enqueueTo } from '../../shared/aws/queues/enqueue.ts';
import { parseMessageItem } from '../../shared/messages/message-item.ts';
import { random } from '../../shared/system/clock.ts';
import type { Clock } from '../../shared/system/ports.ts';
import { keyName } from './account.ts';
import type { LocalPipeline } from './local-pipeline.ts';
import type { MailingWorld } from './mailing-world.ts';
import { peekQueue } from './peek-queue.ts';
import { followMessage } from './queued-message.ts';
import { simulatorReports } from './simulator-reports.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

export interface LocalWorld extends MailingWorld {
  /** The longer of the lanes' visibility timeouts. */
  readonly visibilityMs: () => Promise<number>;
  readonly close: () => void;
}

/** The pipeline of the local stack, through its public interfaces. */
export const localWorld = ({
  pipeline,
  clock,
}: {
  readonly pipeline: LocalPipeline;
  readonly clock: Clock;
}): LocalWorld => {
  const { region, queues, tables } = pipeline;
  const { sqs, dynamodb, documents } = connect({
    region,
    credentials,
    sqsEndpoint: pipeline.sqs,
    dynamodbEndpoint: pipeline.dynamodb,
  });
  const ses = new SESClient({ region, credentials, endpoint: pipeline.ses });
  const messages = messageTable(documents, tables.messages, clock.now);
  const lanes = [queues.transactional, queues.bulk];

  return {
    clock,
    visibilityMs: async () => longestVisibilityMs(await attributesOf(sqs, lanes)),
    countInLanes: async () => messagesIn(await attributesOf(sqs, lanes)),
    createTemplate: async ({ name, subject, text, html }) => {
      await ses.send(
        new CreateTemplateCommand({
          Template: { TemplateName: name, SubjectPart: subject, TextPart: text, HtmlPart: html },
        }),
      );
    },
    enqueue: (lane, bodies) => enqueueTo(sqs, queues[lane], { clock, random })(bodies),
    findRecords: async (keys) => (await messages.findItems(keys)).map(parseMessageItem),
    findDeadLetters: async () =>
      new Set((await peekQueue(sqs, queues.deadLetters)).flatMap(namesOf)),
    ...simulatorReports(pipeline.ses),
    close: () => {
      for (const client of [sqs, dynamodb, ses]) client.destroy();
    },
  };
};

type QueueAttributes = Readonly<Partial<Record<string, string>>>;

const attributesOf = (
  sqs: SQSClient,
  queueUrls: readonly string[],
): Promise<readonly QueueAttributes[]> =>
  Promise.all(
    queueUrls.map(async (QueueUrl) => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      return Attributes;
    }),
  );

const longestVisibilityMs = (queues: readonly QueueAttributes[]): number =>
  Math.max(...queues.map(({ VisibilityTimeout = 30 }) => Number(VisibilityTimeout))) * 1000;

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

const messagesIn = (queues: readonly QueueAttributes[]): number =>
  queues
    .flatMap((attributes) => counts.map((name) => Number(attributes[name] ?? 0)))
    .reduce((a, b) => a + b, 0);

/**
 * Ids of a dead letter: its own, that of the SQS message from which it was made, and that of the
 * mail.
 */
const namesOf = ({ MessageId, Body = '', MessageAttributes }: Message): readonly string[] => {
  const origin = MessageAttributes?.sqsMessageId?.StringValue;
  const [key] = followMessage(Body, origin ?? MessageId ?? '').keys;
  return [MessageId, origin, key && keyName(key)].filter((name) => name !== undefined);
};
