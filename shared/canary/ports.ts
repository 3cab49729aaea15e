import type { EnqueueResult } from '../enqueue/enqueue-emails.ts';
import type { MessageRecord } from '../messages/message-record.ts';
import type { MessageKey } from '../messages/ports.ts';
import type { Clock } from '../system/ports.ts';
import type { GaugeMetric, Log } from '../telemetry/ports.ts';
import type { canaryMail } from './canary-mail.ts';
import type { CanaryState } from './canary-state.ts';

/** The state; undefined before the first canary. Rejects when the table cannot be reached. */
export type ReadCanaryState = () => Promise<CanaryState | undefined>;

/**
 * Replaces the state.
 *
 * @param before - as it was read; undefined: there was none
 * @returns false when another run has begun a round since
 */
export type WriteCanaryState = (
  state: CanaryState,
  before: CanaryState | undefined,
) => Promise<boolean>;

export interface CanaryPorts {
  readonly readState: ReadCanaryState;
  readonly writeState: WriteCanaryState;
  /** Items of messages; those without one, or with an unreadable one, are left out. */
  readonly findMails: (keys: readonly MessageKey[]) => Promise<readonly MessageRecord[]>;
  /** Whether refresh-quota has closed the queue of transactional mail. */
  readonly isQueueClosed: () => Promise<boolean>;
  readonly put: (
    mails: readonly ReturnType<typeof canaryMail>[],
  ) => Promise<readonly EnqueueResult[]>;
  readonly gauge: GaugeMetric;
  readonly log: Log;
  readonly clock: Clock;
}
