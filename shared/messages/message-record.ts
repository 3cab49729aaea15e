import type { Agent, FeedbackKind } from '../feedback/feedback-event.ts';
import type { EventSort } from './event-sort.ts';
import type { MessageKey, Outcome } from './ports.ts';

/** An event of SES as recorded in the messages table. */
export interface RecordedEvent {
  readonly eventId: string;
  readonly kind: FeedbackKind;
  /** Time of the event as SES gives it; epoch ms, undefined when it gives none. */
  readonly atMs: number | undefined;
  /** Canonical addresses; empty when SES named nobody. */
  readonly recipients: readonly string[];
  /** Number of further recipients that it names and that cannot be read. */
  readonly unreadable: number;
  /** Agent of an open or a click; undefined where SES does not say. */
  readonly agent: Agent | undefined;
  readonly reason: string | undefined;
  readonly detail: string | undefined;
}

/** Events of one sort that are folded into one entry. */
export interface FoldedEvents {
  readonly sort: EventSort;
  readonly count: number;
  /** Epoch ms; undefined when none of the events had a time. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** Recipients that they were about; indexes into the message's recipients. */
  readonly recipients: readonly number[];
  /** SES's reasons, the first few in alphabetical order. */
  readonly reasons: readonly string[];
  /** Marks of the newest of them, oldest first; a copy of such an event is ignored. */
  readonly marks: readonly string[];
}

/** Outcomes of a try that did not send the mail. */
export const outcomeStates = [
  'rejected',
  'failed',
  'suppressed',
  'expired',
  'held',
] as const satisfies readonly Outcome['state'][];

/** A part that SES accepted. */
export interface SentPart {
  readonly part: number;
  readonly sesMessageId: string;
  /** Epoch ms; undefined when it is known only from an event of SES. */
  readonly atMs: number | undefined;
}

/** A part that SES refused for good. */
export interface RefusedPart {
  readonly part: number;
  readonly reason: string;
  readonly remedy: string | undefined;
}

/** One item of the messages table; see "The messages table" in docs/architecture.md. */
export interface MessageRecord {
  readonly key: MessageKey;
  readonly stream: string | undefined;
  /** Canonical addresses in envelope order, suppressed ones included. */
  readonly recipients: readonly string[];
  readonly suppressed: readonly string[];
  /** Epoch ms. */
  readonly firstSeenAtMs: number | undefined;
  readonly attempts: number;
  /** Indexes into `recipients`, one list per part; undefined when one call has all of them. */
  readonly plan: readonly (readonly number[])[] | undefined;
  /** Parts with a claim that was not released. */
  readonly claimedParts: readonly number[];
  readonly sent: readonly SentPart[];
  /** Parts whose last claim was for a call by SMTP: part → `messageMark`; default none. */
  readonly smtpMarks?: ReadonlyMap<number, string>;
  /** Parts that SES refused for good and that were not tried again; default none. */
  readonly refused?: readonly RefusedPart[];
  readonly outcome:
    | {
        readonly state: Outcome['state'];
        readonly atMs: number;
        readonly reasons: readonly string[];
        /** What a person should do; undefined when the reasons say it. */
        readonly remedy?: string | undefined;
        /** The part that failed; undefined or absent when the whole message ended so. */
        readonly part?: number | undefined;
      }
    | undefined;
  /** When another mail under this id was last refused; epoch ms. */
  readonly conflictAtMs: number | undefined;
  /** When a mail with unsubscribe headers and without a visible link was sent; epoch ms. */
  readonly noLinkAtMs?: number | undefined;
  readonly events: readonly RecordedEvent[];
  /** Older events that were folded to make room. */
  readonly folded: readonly FoldedEvents[];
}
