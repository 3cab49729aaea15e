/**
 * Mail that was taken off its queue and waits for somebody to release it. Each rejects when the
 * bucket cannot be reached.
 */
import type { Stream } from '../email/streams.ts';
import type { MessageKey } from '../messages/ports.ts';

/** Names mail that was taken off its queue and waits for somebody to release it. */
export interface HeldMail extends MessageKey {
  readonly stream: Stream;
  /**
   * When this copy came on its queue, by the queue's clock: the same at each delivery of it, later
   * for each further copy.
   */
  readonly arrivedAtMs: number;
  /**
   * Beginning of the mail's fingerprint: two mails of one id that came in one millisecond are kept
   * beside each other. Undefined of mail that was held before it was part of the name.
   */
  readonly mark?: string;
}

/**
 * Keeps the whole message (JSON text) until it is released, for as long as that takes; keeping it
 * again changes nothing.
 */
export type HoldMail = (mail: HeldMail, text: string) => Promise<void>;

/** Which held mail is meant: of one tenant, and of it one stream, one message, or all. */
export interface HeldSelection {
  readonly tenantId: string;
  readonly stream?: Stream;
  readonly messageId?: string;
}

/**
 * Held mail, per stream oldest first, page by page; of every tenant when none is named.
 *
 * @param tellUnknown - told of the name of each object that names no mail, which is left out
 */
export type ListHeld = (
  selection: Partial<HeldSelection>,
  tellUnknown?: (name: string) => void,
) => AsyncIterable<HeldMail>;

/** The message that was kept, or undefined when somebody else has released it. */
export type FetchHeld = (mail: HeldMail) => Promise<string | undefined>;

/** Forgets mail that is on its queue again; doing it twice changes nothing. */
export type RemoveHeld = (mail: HeldMail) => Promise<void>;

/**
 * Puts held mail on its queues again, per stream oldest first, and resolves to how much it was.
 * When it fails or is cut off, what is left stays held: release it again. Mail that is still paused
 * then is held anew.
 */
export type ReleaseHeld = (selection: HeldSelection) => Promise<number>;
