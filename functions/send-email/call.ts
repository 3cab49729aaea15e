import type { SendPlan } from '../../shared/messages/ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import type { PartToSend } from './decision.ts';
import type { KnownMail } from './message-facts.ts';
import type { PreparedMessage } from './prepare-message.ts';

/** One call to SES: a part of a message that was decided on, prepared, and waits for its slot. */
export interface Call extends PartToSend {
  /** The record of the queue that brought its message. */
  readonly record: QueuedRecord;
  readonly prepared: PreparedMessage;
  /** Of the message's content. */
  readonly fingerprint: string;
  readonly plan: SendPlan | undefined;
  /** Recipients of the message that are left out; canonical. */
  readonly suppressed: readonly string[];
  /** Of its message: {@link PartRefusal.copyMs}. */
  readonly copyMs: number;
  /** The table did not know the message when it was looked up. */
  readonly isNew: boolean;
  /** When the look-up of its recipients and pauses began; epoch ms. */
  readonly lookedAtMs: number;
}

/** What is sent by a call, or a part of it. */
export const mailOf = ({ prepared: { message }, fingerprint }: Call): KnownMail => ({
  message,
  fingerprint,
});
