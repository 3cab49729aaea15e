import type { Origin } from '../dead-letters/dead-letter.ts';
import type { KeptDeadLetter } from '../dead-letters/kept-dead-letter.ts';
import type { Clock } from '../system/ports.ts';
import type { CountMetric, GaugeMetric, Log } from '../telemetry/ports.ts';
import type { LyingMessage, MessageAttribute } from './lying-message.ts';

/** A queue whose messages are saved from SQS's deletion. */
export interface RetainedQueue {
  /** Name without what all queues of the pipeline begin with. */
  readonly name: string;
  /** All that it holds, about. */
  readonly size: () => Promise<number>;
  /** Takes up to 10 messages and hides them; an empty list when there are no more to see. */
  readonly receive: () => Promise<readonly LyingMessage[]>;
  readonly remove: (receiptHandle: string) => Promise<void>;
  /** Shows messages again; best effort, for they come back by themselves. */
  readonly show: (receiptHandles: readonly string[]) => Promise<void>;
}

/** A queue that a function reads through an event source. */
export interface SourceQueue extends RetainedQueue {
  readonly origin: Origin;
  readonly arn: string;
  /** False when its event source is disabled or gone, whoever did that. */
  readonly isRead: () => Promise<boolean>;
  /** Puts a copy on it that is hidden for a quarter of an hour. */
  readonly putAgain: (
    body: string,
    attributes: Readonly<Record<string, MessageAttribute>>,
  ) => Promise<void>;
}

/** What keep-messages needs. */
export interface KeepPorts {
  readonly letterQueues: readonly RetainedQueue[];
  readonly sourceQueues: readonly SourceQueue[];
  /** Writes a letter into the bucket, under a name that depends on nothing but the letter. */
  readonly keepLetter: (letter: KeptDeadLetter) => Promise<void>;
  /** Letters in the bucket; no more are counted than an operator cares to know. */
  readonly countKept: () => Promise<number>;
  readonly count: CountMetric;
  readonly gauge: GaugeMetric;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}
