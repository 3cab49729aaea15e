import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { PutDeadLetter } from '../../dead-letters/ports.ts';
import type { Postpone, PutBack } from '../../messages/queue-ports.ts';
import { shortenReasons } from '../../privacy/shorten-reasons.ts';
import { messageAttributes } from './message-attributes.ts';

/** SQS's limit of body and attributes together. */
const messageLimitBytes = 1_048_576;
/**
 * Longest visibility timeout; seconds. SQS allows 12 hours from the receive, some of which have
 * passed.
 */
const longestPostponeSeconds = 43_200 - 900;
/** SQS's longest delay of a message; seconds. */
const longestDelaySeconds = 900;
const entriesPerBatch = 10;

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/**
 * Dead-letters a message with the attributes `reasons` (a JSON list of the first ones),
 * `reasonCount` (number of all), `queue`, `sqsMessageId` and, if there is one, `remedy`. When the
 * body leaves no room, attributes are dropped instead.
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
    const shownReasons = shortenReasons(reasons, room);
    const attributes: Readonly<Record<string, string>> =
      room < 0
        ? {}
        : {
            ...small,
            ...(shownReasons.length === 0 ? {} : { reasons: JSON.stringify(shownReasons) }),
          };
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        ...(origin.group === undefined ? {} : { MessageGroupId: origin.group }),
        MessageAttributes: messageAttributes(attributes),
      }),
    );
  };

/** Puts a copy of a message on the queue. */
export const putBackOn =
  (client: SQSClient, queueUrl: string, now: () => number): PutBack =>
  async ({ body, attributes, group, untilMs }) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        ...(group === undefined ? {} : { MessageGroupId: group }),
        DelaySeconds: Math.min(
          longestDelaySeconds,
          Math.max(0, Math.ceil((untilMs - now()) / 1000)),
        ),
        MessageAttributes: messageAttributes(attributes),
      }),
    );
  };

/**
 * Extends the visibility timeout of messages until their time. Best effort: when it fails, the
 * queue's own timeout applies.
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
