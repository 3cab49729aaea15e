/**
 * Ports of held mail: mail taken off its queue until somebody releases it. Each rejects when the
 * bucket cannot be reached.
 */
import type { Stream } from '../email/streams.ts';
import type { MessageKey } from '../messages/ports.ts';

/** Identifies one held copy of a mail. */
export interface HeldMail extends MessageKey {
  readonly stream: Stream;
  /**
   * Time at which this copy came on its queue, by SQS's clock; epoch ms. It is the same at each
   * delivery of the copy, and later for each further copy.
   */
  readonly arrivedAtMs: number;
  /**
   * Beginning of the mail's fingerprint, so that two mails with the same id and millisecond do not
   * collide. Undefined for mail held before names had this part.
   */
  readonly mark?: string;
}

/**
 * Stores the whole message (JSON text) until it is released, without an expiry. Idempotent.
 *
 * @param group - its MessageGroupId, where the producer gave one
 */
export type HoldMail = (mail: HeldMail, text: string, group?: string) => Promise<void>;

/** A held message as it was stored. */
export interface HeldContent {
  readonly text: string;
  readonly group?: string | undefined;
}

/** Selection of held mail: a tenant's mail, or one stream or one message of it. */
export interface HeldSelection {
  readonly tenantId: string;
  readonly stream?: Stream;
  readonly messageId?: string;
}

/**
 * Lists held mail, per stream oldest first, page by page; of every tenant when none is named.
 *
 * @param tellUnknown - called with the name of each object that is no held mail; such objects are
 * left out
 */
export type ListHeld = (
  selection: Partial<HeldSelection>,
  tellUnknown?: (name: string) => void,
) => AsyncIterable<HeldMail>;

/** Fetches the stored message; undefined when somebody else has released it. */
export type FetchHeld = (mail: HeldMail) => Promise<HeldContent | undefined>;

/** Deletes stored mail that is on its queue again. Idempotent. */
export type RemoveHeld = (mail: HeldMail) => Promise<void>;

/**
 * Puts held mail back on its queues, per stream oldest first, and resolves to the number of
 * messages. After a failure or crash the rest stays held; call it again. Mail that is still paused
 * is then held anew.
 */
export type ReleaseHeld = (selection: HeldSelection) => Promise<number>;
