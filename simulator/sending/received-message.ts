import type { EventType } from '../account/configuration-sets.ts';
import type { MailFacts } from '../events/mail-facts.ts';

/** State of one event of a mail. */
export interface RecordedEvent {
  readonly type: EventType;
  readonly recipients: readonly string[];
  /** Type and subtype, or reason. */
  readonly detail: string | undefined;
  readonly atMs: number;
  /** Number of topics that receive it; 0 when nobody listens. */
  readonly copies: number;
  readonly published: number;
  readonly isDropped: boolean;
}

/** An accepted mail. */
export interface ReceivedMessage {
  readonly facts: MailFacts;
  readonly mime: Buffer;
  readonly events: readonly RecordedEvent[];
}
