import type { Agent, FeedbackKind } from '../feedback/feedback-event.ts';
import type { EventSort } from './event-sort.ts';
import type { MessageKey, Outcome } from './ports.ts';

/** One event of SES as the messages table keeps it. */
export interface RecordedEvent {
  readonly eventId: string;
  readonly kind: FeedbackKind;
  /** Epoch milliseconds, by SES's word; undefined when it gave none. */
  readonly atMs: number | undefined;
  /** Canonical; empty when SES named nobody. */
  readonly recipients: readonly string[];
  /** Recipients that it names beside these and that cannot be read. */
  readonly unreadable: number;
  /** Of an open or a click; undefined where SES does not say. */
  readonly agent: Agent | undefined;
  readonly reason: string | undefined;
  readonly detail: string | undefined;
}

/** Events of one sort that are no longer kept one by one. */
export interface FoldedEvents {
  readonly sort: EventSort;
  readonly count: number;
  /** Epoch milliseconds; undefined when none of them said when it happened. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** Whom they were about: indexes into the message's recipients. */
  readonly recipients: readonly number[];
  /** What SES said of why, the first few in alphabetical order. */
  readonly reasons: readonly string[];
  /** Marks of the last of them, oldest first: a copy of one of these counts for nothing. */
  readonly marks: readonly string[];
}

/** How a try can end without the mail being sent. */
export const outcomeStates = [
  'rejected',
  'failed',
  'suppressed',
  'expired',
  'held',
] as const satisfies readonly Outcome['state'][];

/** One part of the envelope that SES accepted. */
export interface SentPart {
  readonly part: number;
  readonly sesMessageId: string;
  /** Epoch milliseconds; undefined when only an event of SES told. */
  readonly atMs: number | undefined;
}

/** A part that SES refused for good. */
export interface RefusedPart {
  readonly part: number;
  readonly reason: string;
  readonly remedy: string | undefined;
}

/** One row of the messages table, see "The messages table" in docs/architecture.md. */
export interface MessageRecord {
  readonly key: MessageKey;
  readonly stream: string | undefined;
  /** Canonical, in envelope order, the suppressed ones included. */
  readonly recipients: readonly string[];
  readonly suppressed: readonly string[];
  /** Epoch milliseconds. */
  readonly firstSeenAtMs: number | undefined;
  readonly attempts: number;
  /** Indexes into `recipients`, one list per part; undefined when one call carries all. */
  readonly plan: readonly (readonly number[])[] | undefined;
  /** Parts that a worker has claimed, and not given back. */
  readonly claimedParts: readonly number[];
  readonly sent: readonly SentPart[];
  /** Parts that SES refused for good, and that were not tried again since; none when left out. */
  readonly refused?: readonly RefusedPart[];
  readonly outcome:
    | {
        readonly state: Outcome['state'];
        readonly atMs: number;
        readonly reasons: readonly string[];
        /** What a person should do; undefined where the reasons say it. */
        readonly remedy?: string | undefined;
        /** The part that failed; undefined or absent when the whole message ended so. */
        readonly part?: number | undefined;
      }
    | undefined;
  /** When another mail last came under this id, and was refused; epoch ms. */
  readonly conflictAtMs: number | undefined;
  readonly events: readonly RecordedEvent[];
  /** Older events, of which there were too many to keep each. */
  readonly folded: readonly FoldedEvents[];
}
