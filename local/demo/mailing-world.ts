import type { Lane } from '../../shared/email/streams.ts';
import type { Enqueued } from '../../shared/enqueue/put-entries.ts';
import type { MessageRecord } from '../../shared/messages/message-record.ts';
import type { MessageKey } from '../../shared/messages/ports.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { AcceptedCall } from './held-rate.ts';
import type { MailTemplate } from './mail-template.ts';

/** Counts of SES, or of its simulator. */
export interface SesCounts {
  readonly accepted: number;
  readonly throttled: number;
}

export interface SesFeedback {
  /** Number of outcomes and events still to come. */
  readonly toCome: number;
  /** Number of published events of each message, by key name. */
  readonly published: ReadonlyMap<string, number>;
}

/** The running pipeline, as a mailing sees it. */
export interface MailingWorld {
  readonly clock: Clock;
  readonly createTemplate: (template: MailTemplate) => Promise<void>;
  readonly enqueue: (lane: Lane, bodies: readonly string[]) => Promise<readonly Enqueued[]>;
  readonly findRecords: (keys: readonly MessageKey[]) => Promise<readonly MessageRecord[]>;
  /** SQS ids and key names of all dead letters. */
  readonly findDeadLetters: () => Promise<ReadonlySet<string>>;
  /** Messages in both lanes: visible, in flight and delayed. */
  readonly countInLanes: () => Promise<number>;
  readonly countAtSes: () => Promise<SesCounts>;
  readonly acceptedCalls: () => Promise<readonly AcceptedCall[]>;
  /** Feedback that SES has published, and has yet to publish, for the mails it accepted. */
  readonly feedbackOfSes: () => Promise<SesFeedback>;
  /** Number of surplus copies: mails to one recipient that SES accepted more than once. */
  readonly countDoubled: () => Promise<number>;
}
