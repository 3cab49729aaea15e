import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import {
  type Enqueued,
  type EntryAnswer,
  type PutBatch,
  type PutEntriesPorts,
  putEntries,
} from '../../enqueue/put-entries.ts';
import { messageAttributes } from './message-attributes.ts';

/** Puts bodies on a queue in their order; resolves to one answer per body. */
export type Enqueue = (bodies: readonly string[]) => Promise<readonly Enqueued[]>;

/** Errors of a whole call that a retry would not change. */
const lasting =
  /^(?:AccessDenied|AWS\.SimpleQueueService\.NonExistentQueue|BatchRequestTooLong|CredentialsProviderError|ExpiredToken|InvalidAddress|InvalidClientTokenId|InvalidSecurity|Kms|QueueDoesNotExist|SignatureDoesNotMatch|TokenProviderError|UnrecognizedClient|UnsupportedOperation)/;

/** Whether a retry may help: the fault is not ours, or we were throttled. */
const isPassing = ({ SenderFault, Code = '' }: BatchResultErrorEntry): boolean =>
  SenderFault !== true || /Throttl/.test(Code);

/** Makes one SendMessageBatch call. A failure of the whole call is the answer for each item. */
export const putBatchOn =
  (client: SQSClient, queueUrl: () => Promise<string>): PutBatch =>
  async (items) => {
    try {
      const Entries = items.map(({ body, group, attributes }, index) => ({
        Id: String(index),
        MessageBody: body,
        ...(group === undefined ? {} : { MessageGroupId: group }),
        ...(attributes === undefined ? {} : { MessageAttributes: messageAttributes(attributes) }),
      }));
      const { Successful = [], Failed = [] } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: await queueUrl(), Entries }),
      );
      const taken = new Map(Successful.map(({ Id, MessageId }) => [Id, MessageId]));
      const refused = new Map(Failed.map((entry) => [entry.Id, entry]));
      return Entries.map(({ Id }): EntryAnswer => {
        const sqsMessageId = taken.get(Id);
        if (sqsMessageId !== undefined) return { kind: 'queued', sqsMessageId };
        const refusal = refused.get(Id);
        return {
          kind: 'refused',
          code: refusal?.Code ?? 'NoAnswer',
          isRetriable: refusal === undefined || isPassing(refusal),
        };
      });
    } catch (cause) {
      const code = cause instanceof Error ? cause.name : 'Unknown';
      return items.map(() => ({ kind: 'refused', code, isRetriable: !lasting.test(code), cause }));
    }
  };

/**
 * Puts bodies on one queue without checking them. Never rejects: a body that SQS did not accept is
 * `refused`.
 */
export const enqueueTo =
  (client: SQSClient, queueUrl: string, time: Omit<PutEntriesPorts, 'putBatch'>): Enqueue =>
  (bodies) =>
    putEntries(
      { ...time, putBatch: putBatchOn(client, async () => queueUrl) },
      bodies.map((body) => ({ body })),
    );
