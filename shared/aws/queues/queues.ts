import {
  ChangeMessageVisibilityBatchCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { PutDeadLetter } from '../../dead-letters/ports.ts';
import type { Postpone, PutBack } from '../../messages/queue-ports.ts';
import { shortenReasons } from '../../privacy/shorten-reasons.ts';

/** SQS counts body and attributes together. */
const messageLimitBytes = 1_048_576;
/**
 * Visibility may reach 12 hours from the receive; a little less, because the receive lies behind.
 */
const longestPostponeSeconds = 43_200 - 900;
/** SQS delays a message by 15 minutes at most. */
const longestDelaySeconds = 900;
const entriesPerBatch = 10;

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

const attribute = (value: string): MessageAttributeValue => ({
  DataType: 'String',
  StringValue: value,
});

/**
 * Sends a message to the dead letters with the attributes `reasons` (a JSON list of the first of
 * them), `reasonCount` (all of them), `queue` and `sqsMessageId`, and `remedy` where there is one.
 * A body that fills a message to the brim keeps its body, and loses attributes instead.
 */
export const deadLetterTo =
  (client: SQSClient, queueUrl: string): PutDeadLetter =>
  async (body, reasons, origin, remedy) => {
    const small = {
      reasonCount: String(reasons.length),
      queue: origin.queue,
      sqsMessageId: origin.sqsMessageId,
      ...(remedy === undefined ? {} : { remedy }),
    };
    const smallBytes = Object.entries<string>(small).reduce(
      (sum, [name, value]) => sum + bytes(name) + bytes(value) + bytes('String'),
      0,
    );
    const room = messageLimitBytes - bytes(body) - smallBytes - bytes('reasonsString');
    const told = shortenReasons(reasons, room);
    const attributes: Readonly<Record<string, string>> =
      room < 0 ? {} : { ...small, ...(told.length === 0 ? {} : { reasons: JSON.stringify(told) }) };
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, attribute(value)]),
        ),
      }),
    );
  };

/** Puts a copy of a message on the queue. */
export const putBackOn =
  (client: SQSClient, queueUrl: string, now: () => number): PutBack =>
  async ({ body, attributes, untilMs }) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        DelaySeconds: Math.min(
          longestDelaySeconds,
          Math.max(0, Math.ceil((untilMs - now()) / 1000)),
        ),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, attribute(value)]),
        ),
      }),
    );
  };

/**
 * Hides messages until their time. It is a courtesy: where it fails the queue's visibility timeout
 * applies.
 */
export const postponeIn =
  (client: SQSClient, queueUrl: string, now: () => number): Postpone =>
  async (messages) => {
    for (let from = 0; from < messages.length; from += entriesPerBatch) {
      const Entries = messages
        .slice(from, from + entriesPerBatch)
        .map(({ receiptHandle, untilMs }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: Math.min(
            longestPostponeSeconds,
            Math.max(0, Math.ceil((untilMs - now()) / 1000)),
          ),
        }));
      await client
        .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))
        .catch(() => undefined);
    }
  };
