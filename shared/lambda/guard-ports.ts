import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { documentClient } from '../aws/document-client.ts';
import { heldStore } from '../aws/held-mail.ts';
import { ledgerTable } from '../aws/ledger-table.ts';
import { messageTable } from '../aws/message-table.ts';
import { putBackOn } from '../aws/queues.ts';
import { reputationTable } from '../aws/reputation-table.ts';
import { accountClient, readAccount } from '../aws/ses-account.ts';
import { tenantPauses } from '../aws/tenant-pauses.ts';
import { heldByPause } from '../held/held-by-pause.ts';
import { releaseHeld } from '../held/release-held.ts';
import { waitForTurn } from '../pacing/ask-in-turn.ts';
import type { GuardPorts } from '../reputation/guard-reputation.ts';
import { defaultThresholds, withOwn } from '../reputation/thresholds.ts';
import { systemClock } from './clock.ts';
import { percent, readEnvironment, text } from './environment.ts';
import { containerCounter } from './lambda-handler.ts';
import { log } from './logger.ts';

const schema = z.object({
  AWS_REGION: text,
  TABLE_LEDGER: text,
  TABLE_MESSAGES: text,
  TABLE_REPUTATION: text,
  TABLE_TENANTS: text,
  BUCKET_PAYLOADS: text,
  QUEUE_TRANSACTIONAL_URL: text,
  QUEUE_BULK_URL: text,
  SES_ACCOUNT: text,
  BOUNCE_WARN_PERCENT: percent,
  BOUNCE_PAUSE_PERCENT: percent,
  COMPLAINT_WARN_PERCENT: percent,
  COMPLAINT_PAUSE_PERCENT: percent,
});

const create = (): GuardPorts => {
  const environment = readEnvironment(schema);
  const clock = systemClock;
  const tables = documentClient();
  const sqs = new SQSClient({});
  const store = heldStore(new S3Client({}), {
    name: environment.BUCKET_PAYLOADS,
    owner: environment.SES_ACCOUNT,
  });
  const messages = messageTable(tables, environment.TABLE_MESSAGES, clock.now);
  const ledger = ledgerTable(
    tables,
    environment.TABLE_LEDGER,
    environment.SES_ACCOUNT,
    environment.AWS_REGION,
  );
  const askSes = readAccount(accountClient());
  const release = releaseHeld({
    ...store,
    listHeld: heldByPause(store.listHeld, messages.findProgress),
    putBack: {
      transactional: putBackOn(sqs, environment.QUEUE_TRANSACTIONAL_URL, clock.now),
      bulk: putBackOn(sqs, environment.QUEUE_BULK_URL, clock.now),
    },
    clock,
  });
  return {
    book: reputationTable(tables, environment.TABLE_REPUTATION, clock.now, (item) =>
      log('error', item.message),
    ),
    tenants: tenantPauses(tables, environment.TABLE_TENANTS),
    readAccount: async () => {
      await waitForTurn({ ledger, clock });
      return askSes();
    },
    releaseHeld: release,
    listHeld: store.listHeld,
    thresholds: withOwn(defaultThresholds, {
      bounceWarnPercent: environment.BOUNCE_WARN_PERCENT,
      bouncePausePercent: environment.BOUNCE_PAUSE_PERCENT,
      complaintWarnPercent: environment.COMPLAINT_WARN_PERCENT,
      complaintPausePercent: environment.COMPLAINT_PAUSE_PERCENT,
    }),
    gauge: containerCounter().gauge,
    clock,
    log,
  };
};

let ports: GuardPorts | undefined;

/** What guard-reputation needs; made once per container, on its first run. */
export const guardPorts = (): GuardPorts => {
  ports ??= create();
  return ports;
};
