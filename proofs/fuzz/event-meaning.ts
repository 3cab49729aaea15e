import type { Effect, EventType } from './event-types.ts';

/** What an event says, known from how it was made and not from reading it. */
export interface EventMeaning {
  readonly kind: string;
  /** Its own in a batch: a copy has the same. */
  readonly number: number;
  /** Canonical, sorted, without repeats. */
  readonly recipients: readonly string[];
  /** Entries of its list that name nobody. */
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
  /** Which part of its message it says that it is about. */
  readonly partTag: number | undefined;
  /** Of an open or a click: who did it, where it says so. */
  readonly agent: 'human' | 'bot' | undefined;
  /** Undefined when it does not name a mail. */
  readonly sesMessageId: string | undefined;
}

/** What a document means. */
export type Meaning =
  | { readonly kind: 'event'; readonly event: EventMeaning }
  /** Nothing about a mail that was sent: to be ignored. */
  | { readonly kind: 'stranger' }
  /** It says that it is an event and cannot be understood: to be refused. */
  | { readonly kind: 'broken' }
  /** Bytes were changed: nobody knows what it says now, but only some of it may suppress. */
  | { readonly kind: 'garbled'; readonly maySuppress: boolean };
