import type { SendPlan } from '../../shared/messages/ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import type { SendingAccount } from '../../shared/tenants/ports.ts';
import type { CallCharge, PartToSend } from './decision.ts';
import type { KnownMail } from './message-facts.ts';
import type { PreparedMessage } from './prepare-message.ts';

/** One call to SES: a part of a message, decided on and prepared, that waits for its slot. */
export interface Call extends PartToSend {
  /** Queue record that brought the message. */
  readonly record: QueuedRecord;
  readonly prepared: PreparedMessage;
  /** Fingerprint of the message's content. */
  readonly fingerprint: string;
  readonly plan: SendPlan | undefined;
  /** Recipients left out because they are suppressed; canonical addresses. */
  readonly suppressed: readonly string[];
  /** Arrival of the message's first copy; epoch ms ({@link PartRefusal.copyMs}). */
  readonly copyMs: number;
  /** The messages table had no item for the message when it was looked up. */
  readonly isNew: boolean;
  /** When the look-up of its suppressions and pauses began; epoch ms. */
  readonly lookedAtMs: number;
  /** Undefined where its tenant has no budget. */
  readonly charge: CallCharge | undefined;
  /** Account that takes the call when SES refuses it for good; undefined when none may. */
  readonly wayOut: SendingAccount | undefined;
}

/** The message that the call sends, or sends a part of. */
export const mailOf = ({ prepared: { message }, fingerprint }: Call): KnownMail => ({
  message,
  fingerprint,
});
