import type {
  receiveWebhook,
  WebhookPorts,
} from '../../../functions/receive-webhook/receive-webhook.ts';
import type { recordQueueBatch } from '../../../functions/record-delivery/record-queue-batch.ts';
import type {
  QueueBatchContext,
  SendingQueue,
  sendQueueBatch,
} from '../../../functions/send-email/send-queue-batch.ts';
import type { FeedbackPorts } from '../../../shared/feedback/feedback-batch.ts';
import type { ReadFeedback } from '../../../shared/feedback/ports.ts';
import type { recordNotification } from '../../../shared/feedback/record-notification.ts';
import type { ListHeld } from '../../../shared/held/ports.ts';
import type { LedgerStore } from '../../../shared/pacing/ledger-store.ts';
import type { ReputationBook } from '../../../shared/reputation/reputation-book.ts';
import type { TenantPauses } from '../../../shared/reputation/tenant-pauses.ts';
import type { KeepPorts } from '../../../shared/retention/ports.ts';
import type { SendJointly, SendMail } from '../../../shared/ses-api/ports.ts';

/** Ports of the sender. */
export type SendPorts = QueueBatchContext['ports'];

/** Points between the handlers and the world, for mutants, each of which breaks one thing. */
export interface MutationPoints {
  readonly sendPorts: (ports: SendPorts) => SendPorts;
  readonly queue: (queue: SendingQueue) => SendingQueue;
  readonly ledger: (ledger: LedgerStore) => LedgerStore;
  readonly sendMail: (send: SendMail, ports: SendPorts) => SendMail;
  readonly sendJointly: (send: SendJointly) => SendJointly;
  /** The provider of the way out, as the sender calls it. */
  readonly wayOut: (send: SendMail) => SendMail;
  /** The ledger of a way out, as the sender reaches it. */
  readonly wayOutLedger: (ledger: LedgerStore) => LedgerStore;
  readonly readFeedback: (read: ReadFeedback) => ReadFeedback;
  /** Held mail that the end of a pause releases; `all` lists all held mail. */
  readonly heldByPause: (list: ListHeld, all: ListHeld) => ListHeld;
  readonly sendQueueBatch: (handler: typeof sendQueueBatch) => typeof sendQueueBatch;
  readonly book: (book: ReputationBook) => ReputationBook;
  /** Pauses and resumes, as the guard and people reach them. */
  readonly pauses: (pauses: TenantPauses) => TenantPauses;
  readonly feedbackPorts: (ports: FeedbackPorts) => FeedbackPorts;
  readonly recordQueueBatch: (handler: typeof recordQueueBatch) => typeof recordQueueBatch;
  readonly recordNotification: (handler: typeof recordNotification) => typeof recordNotification;
  readonly webhookPorts: (ports: WebhookPorts) => WebhookPorts;
  readonly receiveWebhook: (handler: typeof receiveWebhook) => typeof receiveWebhook;
  readonly keep: (ports: KeepPorts) => KeepPorts;
}

const asItIs = <T>(thing: T): T => thing;

/** The pipeline without a mutation. */
export const noMutation: MutationPoints = {
  sendPorts: asItIs,
  queue: asItIs,
  ledger: asItIs,
  sendMail: asItIs,
  sendJointly: asItIs,
  wayOut: asItIs,
  wayOutLedger: asItIs,
  readFeedback: asItIs,
  heldByPause: asItIs,
  sendQueueBatch: asItIs,
  book: asItIs,
  pauses: asItIs,
  feedbackPorts: asItIs,
  recordQueueBatch: asItIs,
  recordNotification: asItIs,
  webhookPorts: asItIs,
  receiveWebhook: asItIs,
  keep: asItIs,
};
