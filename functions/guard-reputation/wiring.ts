import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { heldMarks } from '../../shared/aws/budgets/held-marks.ts';
import { documentClient } from '../../shared/aws/dynamodb/document-client.ts';
import { ledgerRow } from '../../shared/aws/ledger/ledger-row.ts';
import { takeTurn } from '../../shared/aws/ledger/take-turn.ts';
import { findProgress } from '../../shared/aws/messages/find-messages.ts';
import { heldStore } from '../../shared/aws/objects/held-mail.ts';
import { putBackOn } from '../../shared/aws/queues/queues.ts';
import { reputationTable } from '../../shared/aws/reputation/reputation-table.ts';
import { accountClient, readAccount } from '../../shared/aws/ses/ses-account.ts';
import { tenantReputation } from '../../shared/aws/ses/tenant-reputation.ts';
import { clientOptionsFor } from '../../shared/aws/tenants/client-options.ts';
import { sesTenantMarks } from '../../shared/aws/tenants/ses-tenant-marks.ts';
import { tenantPauses } from '../../shared/aws/tenants/tenant-pauses.ts';
import { listHeldByPause } from '../../shared/held/list-held-by-pause.ts';
import { type ReleasePorts, releaseHeld } from '../../shared/held/release-held.ts';
import { releaseUpTo } from '../../shared/held/release-up-to.ts';
import { tellingUnknown } from '../../shared/held/telling-unknown.ts';
import { percent, readEnvironment, text } from '../../shared/lambda/environment.ts';
import { containerCounter } from '../../shared/lambda/lambda-handler.ts';
import { log } from '../../shared/lambda/logger.ts';
import { waitForTurn } from '../../shared/pacing/wait-for-turn.ts';
import { defaultThresholds, withOwn } from '../../shared/reputation/thresholds.ts';
import type { TenantReputation } from '../../shared/ses-tenants/ports.ts';
import { streamsVariable } from '../../shared/streams/streams-variable.ts';
import { systemClock } from '../../shared/system/clock.ts';
import type { TellUnreadable } from '../../shared/system/unreadable-item.ts';
import type { GuardPorts } from './guard-reputation.ts';

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
  STREAMS: streamsVariable,
  BOUNCE_WARN_PERCENT: percent,
  BOUNCE_PAUSE_PERCENT: percent,
  COMPLAINT_WARN_PERCENT: percent,
  COMPLAINT_PAUSE_PERCENT: percent,
});

/** Ports of guard-reputation, and the pipeline's own account. */
export interface GuardWiring {
  readonly ports: GuardPorts;
  /** `<account id>#<region>` */
  readonly own: string;
}

/** Wiring of guard-reputation, built on the first run of a container. */
export const guardWiring = (): GuardWiring => {
  wiring ??= create();
  return wiring;
};

const create = (): GuardWiring => {
  const environment = readEnvironment(schema);
  const clock = systemClock;
  const tables = documentClient();
  const sqs = new SQSClient({});
  const store = heldStore(new S3Client({}), {
    name: environment.BUCKET_PAYLOADS,
    owner: environment.SES_ACCOUNT,
  });
  const rows = { documents: tables, table: environment.TABLE_MESSAGES };
  const row = ledgerRow(
    tables,
    environment.TABLE_LEDGER,
    environment.SES_ACCOUNT,
    environment.AWS_REGION,
  );
  const askSes = readAccount(accountClient());
  const streams = environment.STREAMS;
  const releasing: ReleasePorts = {
    streams,
    ...store,
    listHeld: listHeldByPause(
      tellingUnknown(store.listHeld, log),
      (keys, consistency) => findProgress(rows, keys, consistency),
      tellUnreadable,
    ),
    putBack: {
      transactional: putBackOn(sqs, environment.QUEUE_TRANSACTIONAL_URL, clock.now),
      bulk: putBackOn(sqs, environment.QUEUE_BULK_URL, clock.now),
    },
    clock,
  };
  const ports = {
    streams,
    book: reputationTable(tables, environment.TABLE_REPUTATION, clock.now, tellUnreadable),
    tenants: tenantPauses(tables, environment.TABLE_TENANTS),
    marks: sesTenantMarks(tables, environment.TABLE_TENANTS),
    reputationIn: openReputation(),
    readAccount: async () => {
      const turn = (nowMs: number, freeSinceMs: number) => takeTurn(row, nowMs, freeSinceMs);
      await waitForTurn({ ledger: { takeTurn: turn }, clock });
      return askSes();
    },
    releaseHeld: releaseHeld(releasing),
    releaseUpTo: releaseUpTo(releasing),
    heldMarks: heldMarks(tables, environment.TABLE_LEDGER, tellUnreadable),
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
  return { ports, own: `${environment.SES_ACCOUNT}#${environment.AWS_REGION}` };
};

const tellUnreadable: TellUnreadable = ({ message }) => log('error', message);

/** Accounts of tenants that a container keeps open. */
const mostKept = 100;

/** Opens the SES tenants of an account; of those of tenants the last ones stay open. */
const openReputation = (): GuardPorts['reputationIn'] => {
  const wait = (ms: number): Promise<void> => systemClock.sleepUntil(systemClock.now() + ms);
  const own = tenantReputation(accountClient(), wait);
  const kept = new Map<string, TenantReputation>();
  return (reached) => {
    if (reached.kind !== 'own') return reached.kind === 'keys' ? undefined : own;
    const name = JSON.stringify(reached.account);
    const client = () => accountClient(clientOptionsFor(reached.account));
    const open = kept.get(name) ?? tenantReputation(client(), wait);
    if (kept.size >= mostKept) kept.clear();
    kept.set(name, open);
    return open;
  };
};

let wiring: GuardWiring | undefined;
