import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { Endpoints } from '../../local/stack/contract-files.ts';
import type { Documents } from '../../shared/aws/dynamodb/documents.ts';
import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { heldPrefix, parseHeldKey } from '../../shared/held/held-key.ts';
import { parseMessageItem } from '../../shared/messages/message-item.ts';
import { describeMessage, type MessageStatus } from '../../shared/messages/message-state.ts';
import type { MessageKey } from '../../shared/messages/ports.ts';
import type { ExpectedMessage, FoundMessage } from './account.ts';
import { pulseAddress } from './pulse-address.ts';

/** Services in which messages are looked up. */
export interface Places {
  readonly endpoints: Endpoints;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly documents: Documents;
}

const nameOf = ({ tenantId, messageId }: MessageKey): string => `${tenantId}#${messageId}`;

const mailsShape = z.array(
  z.object({ to: z.array(z.string()), tags: z.record(z.string(), z.string()) }),
);

/**
 * Mails per message and mailbox (address in lower case) in the simulator, which must keep that many
 * messages.
 */
const readMailboxes = async (
  sesUrl: string,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> => {
  const mails = z.parse(
    mailsShape,
    await (await fetch(new URL('/_sim/messages?limit=1000000', sesUrl))).json(),
  );
  const byMessage = new Map<string, Map<string, number>>();
  for (const { to, tags } of mails) {
    if (to.every((address) => address === pulseAddress)) continue;
    const name = nameOf({
      tenantId: tags['pipeline-tenant'] ?? '',
      messageId: tags['pipeline-message'] ?? '',
    });
    const boxes = byMessage.get(name) ?? new Map<string, number>();
    byMessage.set(name, boxes);
    for (const address of to)
      boxes.set(address.toLowerCase(), (boxes.get(address.toLowerCase()) ?? 0) + 1);
  }
  return byMessage;
};

const chunk = 500;

/** Statuses of these messages in the messages table. */
export const readStatuses = async (
  { endpoints, documents }: Places,
  keys: readonly MessageKey[],
): Promise<ReadonlyMap<string, MessageStatus>> => {
  const table = messageTable(documents, endpoints.tables.messages ?? '', Date.now);
  const found = new Map<string, MessageStatus>();
  const distinct = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
  for (let from = 0; from < distinct.length; from += chunk) {
    for (const item of await table.findItems(distinct.slice(from, from + chunk))) {
      const status = describeMessage(parseMessageItem(item));
      found.set(nameOf(status), status);
    }
  }
  return found;
};

const namedBody = z.object({ messageId: z.string(), tenantId: z._default(z.string(), 'default') });

/** Key of the message in a body; undefined when the body does not say. */
const nameInBody = (body: string): string | undefined => {
  try {
    return nameOf(z.parse(namedBody, JSON.parse(body)));
  } catch {
    return undefined;
  }
};

/** Empties a queue; `take` gets each body before it is deleted. */
const drainQueue = async (
  sqs: SQSClient,
  QueueUrl: string,
  take: (body: string) => Promise<void>,
): Promise<number> => {
  for (let taken = 0; ; ) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 600,
        WaitTimeSeconds: 1,
      }),
    );
    if (Messages.length === 0) return taken;
    for (const { Body = '' } of Messages) await take(Body);
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
    }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    taken += Messages.length;
  }
};

/**
 * Moves all messages of one queue to another, as an operator does with dead letters.
 *
 * @returns how many were moved
 */
export const moveAll = (sqs: SQSClient, from: string, to: string): Promise<number> =>
  drainQueue(
    sqs,
    from,
    async (body) =>
      void (await sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: body }))),
  );

const heldName = (key: string): string | undefined => {
  const mail = parseHeldKey(key);
  return mail === undefined ? undefined : nameOf(mail);
};

/** Keys of messages whose bodies are in the dead letters, which are emptied by this, or held. */
const readKept = async ({ endpoints, sqs, s3 }: Places): Promise<ReadonlySet<string>> => {
  const kept = new Set<string>();
  const add = (name: string | undefined): void => {
    if (name !== undefined) kept.add(name);
  };
  await drainQueue(sqs, endpoints.queues.deadLetters ?? '', async (body) => add(nameInBody(body)));
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: endpoints.buckets.payload,
        Prefix: heldPrefix({}),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key = '' } of page.Contents ?? []) add(heldName(Key));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return kept;
};

/**
 * Finds the state of each of these messages, and of every message in the simulator that is not
 * among them.
 */
export const findMessages = async (
  places: Places,
  expected: readonly ExpectedMessage[],
): Promise<readonly { readonly expected: ExpectedMessage; readonly found: FoundMessage }[]> => {
  const mailboxes = await readMailboxes(places.endpoints.ses);
  const statuses = await readStatuses(
    places,
    expected.map(({ key }) => key),
  );
  const kept = await readKept(places);
  const known = new Set(expected.map(({ key }) => nameOf(key)));
  const strangers: readonly ExpectedMessage[] = [...mailboxes.keys()]
    .filter((name) => !known.has(name))
    .map((name) => ({ key: { tenantId: '', messageId: name }, mayEnd: [] }));
  const none: ReadonlyMap<string, number> = new Map();
  return [
    ...expected.map((one) => {
      const name = nameOf(one.key);
      return {
        expected: one,
        found: {
          status: statuses.get(name),
          mails: mailboxes.get(name) ?? none,
          isKept: kept.has(name),
        },
      };
    }),
    ...strangers.map((one) => ({
      expected: one,
      found: { status: undefined, mails: mailboxes.get(one.key.messageId) ?? none, isKept: false },
    })),
  ];
};
