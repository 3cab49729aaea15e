import type { Origin } from '../dead-letters/dead-letter.ts';
import type { KeptDeadLetter } from '../dead-letters/kept-dead-letter.ts';
import type { Clock } from '../system/ports.ts';
import type { CountMetric, GaugeMetric, Log } from '../telemetry/ports.ts';
import type { LyingMessage, MessageAttribute } from './lying-message.ts';

/** A queue whose messages are saved before SQS deletes them. */
export interface RetainedQueue {
  /** Name without the prefix that all queues of the pipeline share. */
  readonly name: string;
  /** Approximate number of messages, hidden ones included. */
  readonly size: () => Promise<number>;
  /** Receives up to 10 messages and hides them. An empty list: SQS shows no more. */
  readonly receive: () => Promise<readonly LyingMessage[]>;
  readonly remove: (receiptHandle: string) => Promise<void>;
  /** Shows messages again. Best effort: they reappear by themselves after the visibility timeout. */
  readonly show: (receiptHandles: readonly string[]) => Promise<void>;
}

/** A queue that a function reads through an event source. */
export interface SourceQueue extends RetainedQueue {
  readonly origin: Origin;
  readonly arn: string;
  /** False when its event source is disabled or gone, for whatever reason. */
  readonly isRead: () => Promise<boolean>;
  /** Puts a copy on the queue, hidden for a quarter of an hour. */
  readonly putAgain: (
    body: string,
    attributes: Readonly<Record<string, MessageAttribute>>,
    group?: string,
  ) => Promise<void>;
}

/** Ports of keep-messages. */
export interface KeepPorts {
  readonly deadLetterQueues: readonly RetainedQueue[];
  readonly sourceQueues: readonly SourceQueue[];
  /**
   * Writes a dead letter to the bucket. Its name follows from the dead letter, so writing twice is
   * safe.
   */
  readonly keepDeadLetter: (deadLetter: KeptDeadLetter) => Promise<void>;
  /** Number of dead letters in the bucket, counted up to a limit. */
  readonly countKept: () => Promise<number>;
  readonly count: CountMetric;
  readonly gauge: GaugeMetric;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}
