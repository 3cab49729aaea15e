import type { Effect, EventType } from './event-types.ts';

/** Meaning of an event, known from its plan and not from reading it. */
export interface EventMeaning {
  readonly kind: string;
  /** Unique in a batch; a copy has the same. */
  readonly number: number;
  /** Canonical addresses, sorted, without duplicates. */
  readonly recipients: readonly string[];
  /** Number of list entries that name nobody. */
  readonly unreadable: number;
  readonly effect: Effect | undefined;
  readonly count: string | undefined;
  readonly countsOnce: boolean;
  readonly fact: EventType['fact'];
  /** Epoch ms; undefined when it does not say. */
  readonly atMs: number | undefined;
  readonly tenantTag: string | undefined;
  readonly messageTag: string | undefined;
  readonly streamTag: string | undefined;
  /** Part of its message that it names. */
  readonly partTag: number | undefined;
  /** Agent of an open or a click, where it says so. */
  readonly agent: 'human' | 'bot' | undefined;
  /** Tenant that alone claims its sender; undefined when there is none. */
  readonly senderOwner: string | undefined;
  /** Whether it names a configuration set, as the notification of an identity never does. */
  readonly namesSet: boolean;
  /** Undefined when it does not name a mail. */
  readonly sesMessageId: string | undefined;
}

/** Meaning of a document. */
export type Meaning =
  | { readonly kind: 'event'; readonly event: EventMeaning }
  /** Not about a sent mail: must be ignored. */
  | { readonly kind: 'stranger' }
  /** Claims to be an event and cannot be understood: must be refused. */
  | { readonly kind: 'broken' }
  /** Bytes were changed, so its meaning is unknown, but only some such events may suppress. */
  | { readonly kind: 'garbled'; readonly maySuppress: boolean };
