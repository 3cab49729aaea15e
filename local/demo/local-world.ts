import { CreateTemplateCommand, SESClient } from '@aws-sdk/client-ses';
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { connect } from '../../shared/aws/clients/connect.ts';
import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { enqueueTo } from '../../shared/aws/queues/enqueue.ts';
import { parseMessageItem } from '../../shared/messages/message-record.ts';
import { random } from '../../shared/system/clock.ts';
import type { Clock } from '../../shared/system/ports.ts';
import { keyName } from './account.ts';
import type { LocalPipeline } from './local-pipeline.ts';
import { followMessage } from './queued-message.ts';
import type { MailingWorld } from './run-mailing.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

const statistics = z.object({
  acceptedCalls: z.number(),
  throttled: z.number(),
  outcomesPending: z.number(),
  eventsWaiting: z.number(),
});
const acceptedCalls = z.array(z.readonly(z.tuple([z.number(), z.number()])));
const repeated = z.array(z.object({ copies: z.number() }));
const mails = z.array(
  z.object({
    tags: z.record(z.string(), z.string()),
    events: z.array(z.object({ published: z.number() })),
  }),
);

const hiddenSeconds = 30;

/** Reads a queue without taking from it: what was received is shown again at once. */
const readQueue = async (sqs: SQSClient, QueueUrl: string): Promise<readonly Message[]> => {
  const found = new Map<string, Message>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hiddenSeconds,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) found.set(message.MessageId ?? '', message);
  }
  const handles = [...found.values()].flatMap(({ ReceiptHandle }) => ReceiptHandle ?? []);
  for (let from = 0; from < handles.length; from += 10) {
    const Entries = handles
      .slice(from, from + 10)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
  return [...found.values()];
};

/** A dead letter goes by its own id, that of the message it was made from, and the message's own. */
const namesOf = ({ MessageId, Body = '', MessageAttributes }: Message): readonly string[] => {
  const origin = MessageAttributes?.sqsMessageId?.StringValue;
  const [key] = followMessage(Body, origin ?? MessageId ?? '').keys;
  return [MessageId, origin, key && keyName(key)].filter((name) => name !== undefined);
};

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

export interface LocalWorld extends MailingWorld {
  /** The longer of the lanes' visibility timeouts. */
  readonly visibilityMs: () => Promise<number>;
  readonly close: () => void;
}

/** The pipeline of the local stack, through the same doors that anybody has. */
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

  const ask = async <Schema extends z.ZodMiniType>(
    path: string,
    schema: Schema,
  ): Promise<z.output<Schema>> => {
    const answer = await fetch(new URL(path, pipeline.ses));
    if (!answer.ok) throw new Error(`The SES simulator answers ${answer.status} to ${path}.`);
    return z.parse(schema, await answer.json());
  };

  const attributesOfLanes = async () =>
    Promise.all(
      [queues.transactional, queues.bulk].map(async (QueueUrl) => {
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
        );
        return Attributes;
      }),
    );

  return {
    clock,
    visibilityMs: async () =>
      Math.max(
        ...(await attributesOfLanes()).map(({ VisibilityTimeout = 30 }) =>
          Number(VisibilityTimeout),
        ),
      ) * 1000,
    countInLanes: async () =>
      (await attributesOfLanes())
        .flatMap((attributes) => counts.map((name) => Number(attributes[name] ?? 0)))
        .reduce((a, b) => a + b, 0),
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
      new Set((await readQueue(sqs, queues.deadLetters)).flatMap(namesOf)),
    countAtSes: async () => {
      const { acceptedCalls: accepted, throttled } = await ask('/_sim/stats', statistics);
      return { accepted, throttled };
    },
    acceptedCalls: () => ask('/_sim/accepted', acceptedCalls),
    feedbackOfSes: async () => {
      // In this order: when nothing is to come, the list that is asked for next is whole.
      const { outcomesPending, eventsWaiting } = await ask('/_sim/stats', statistics);
      const published = new Map<string, number>();
      for (const { tags, events } of await ask('/_sim/messages?limit=1000000', mails)) {
        const name = keyName({
          tenantId: tags['pipeline-tenant'] ?? 'default',
          messageId: tags['pipeline-message'] ?? '',
        });
        published.set(
          name,
          (published.get(name) ?? 0) + events.filter((event) => event.published > 0).length,
        );
      }
      return { toCome: outcomesPending + eventsWaiting, published };
    },
    countDoubled: async () =>
      (await ask('/_sim/copies', repeated)).reduce((sum, { copies }) => sum + copies - 1, 0),
    close: () => {
      for (const client of [sqs, dynamodb, ses]) client.destroy();
    },
  };
};
