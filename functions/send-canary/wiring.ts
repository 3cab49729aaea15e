import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { requestLimits } from '../../shared/aws/clients/request-limits.ts';
import { withoutLogger } from '../../shared/aws/clients/without-logger.ts';
import { documentClient } from '../../shared/aws/dynamodb/document-client.ts';
import { ledgerRow, readLedgerRow } from '../../shared/aws/ledger/ledger-row.ts';
import { canaryReader, canaryWriter } from '../../shared/aws/messages/canary-item.ts';
import { findItems } from '../../shared/aws/messages/find-messages.ts';
import { putBatchOn } from '../../shared/aws/queues/enqueue.ts';
import { basicStreams } from '../../shared/email/streams.ts';
import { enqueueEmails } from '../../shared/enqueue/enqueue-emails.ts';
import { readEnvironment, text, textOrNone } from '../../shared/lambda/environment.ts';
import { containerCounter } from '../../shared/lambda/lambda-handler.ts';
import { log } from '../../shared/lambda/logger.ts';
import { parseMessageItem } from '../../shared/messages/message-item.ts';
import type { MessageRecord } from '../../shared/messages/message-record.ts';
import { newId, random, systemClock } from '../../shared/system/clock.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import type { SendCanaryPorts } from './send-canary.ts';

const schema = z.object({
  AWS_REGION: text,
  TABLE_LEDGER: text,
  TABLE_MESSAGES: text,
  QUEUE_TRANSACTIONAL_URL: text,
  SES_ACCOUNT: text,
  /** Empty while the operator has not said it: then every run fails, and names canaryFrom. */
  CANARY_FROM: textOrNone,
});

let ports: SendCanaryPorts | undefined;

/** Ports of send-canary, built on the first run of a container. */
export const canaryPorts = (): SendCanaryPorts => {
  ports ??= create();
  return ports;
};

const create = (): SendCanaryPorts => {
  const environment = readEnvironment(schema);
  const documents = documentClient();
  const rows = { documents, table: environment.TABLE_MESSAGES };
  const ledger = ledgerRow(
    documents,
    environment.TABLE_LEDGER,
    environment.SES_ACCOUNT,
    environment.AWS_REGION,
  );
  return {
    readState: canaryReader(rows, tellUnreadable),
    writeState: canaryWriter(rows, systemClock.now),
    findMails: async (keys) => (await findItems(rows, keys, 'strong')).flatMap(readMail),
    isQueueClosed: async () =>
      (await readLedgerRow(ledger))?.stoppedLanes.includes('transactional') === true,
    put: enqueueOn(environment.QUEUE_TRANSACTIONAL_URL),
    gauge: containerCounter().gauge,
    log,
    clock: systemClock,
    from: environment.CANARY_FROM,
  };
};

const tellUnreadable = ({ message }: { readonly message: string }): void => log('error', message);

const readMail = (item: Readonly<Record<string, unknown>>): readonly MessageRecord[] => {
  try {
    return [parseMessageItem(item)];
  } catch (error) {
    if (!(error instanceof UnreadableItem)) throw error;
    tellUnreadable(error);
    return [];
  }
};

/** Canaries are small: none needs the payload bucket. */
const enqueueOn = (queueUrl: string): SendCanaryPorts['put'] => {
  const sqs = withoutLogger(new SQSClient({ requestHandler: requestLimits }));
  return (mails) =>
    enqueueEmails(
      {
        // Canaries are transactional mail.
        streams: basicStreams,
        putBatch: () => putBatchOn(sqs, async () => queueUrl),
        storePayload: async () => {
          throw new Error('A canary is too big for a queue.');
        },
        payloadBucket: async () => undefined,
        fitsSes: async () => true,
        isFair: false,
        ...{ clock: systemClock, random, newId },
      },
      mails,
    );
};
