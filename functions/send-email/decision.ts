import type { FeedbackReading } from '../../shared/feedback/ports.ts';
import type {
  CorrectMessage,
  EarlierCalls,
  MessageProgress,
  Outcome,
  PartRefusal,
  SendPlan,
} from '../../shared/messages/ports.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import type { NonEmpty } from '../../shared/system/non-empty.ts';
import type { Pause } from '../../shared/tenants/pauses.ts';
import type { UnknownCause } from './unknown-outcome.ts';

/** One call to SES that is to be made. */
export interface PartToSend extends EarlierCalls {
  readonly part: number;
  /** Indexes into the message's recipients. */
  readonly recipients: NonEmpty<number>;
}

/** Why a message is held. */
export type HoldCause =
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** SES may have taken it, and its event never came. */
  | { readonly kind: 'unknown-outcome'; readonly why: UnknownCause }
  /** Nothing could be sent for so long that what is known of it would soon be forgotten. */
  | { readonly kind: 'waited' }
  /** It is held already, and this copy of it is not the one that was released. */
  | { readonly kind: 'held-before' };

/** A claim of which no event came within the settle time. */
export interface EndedClaim {
  readonly part: number;
  /** Calls of the part of unknown outcome, its own included. */
  readonly unknownCalls: number;
}

type Corrected = Parameters<CorrectMessage>[1];

/**
 * What to do with a message now.
 *
 * An outcome ends the `endedClaims`, or the message would be taken for one that is being sent.
 * `refusals` are those of parts that SES refused for good: they are told when the message ends.
 * `corrects` is an earlier mail of the same id that ended without reaching SES, which this one
 * takes the place of.
 */
export type Decision =
  /** Everything of it is sent already. */
  | { readonly kind: 'duplicate' }
  /** Another mail has its id, and was sent, may have been, or will be. */
  | { readonly kind: 'conflict' }
  /** Nothing is left to send, and SES refused some of it for good. */
  | { readonly kind: 'refused'; readonly refusals: NonEmpty<PartRefusal> }
  /** Not before then: it is too early, or another worker's outcome is not known yet. */
  | { readonly kind: 'again'; readonly untilMs: number }
  | {
      readonly kind: 'expired';
      readonly corrects?: Corrected;
      readonly endedClaims: readonly EndedClaim[];
      readonly refusals: readonly PartRefusal[];
    }
  /** Nobody is left to send to. */
  | {
      readonly kind: 'suppressed';
      readonly corrects?: Corrected;
      readonly suppressed: readonly string[];
      readonly endedClaims: readonly EndedClaim[];
      readonly refusals: readonly PartRefusal[];
    }
  /** It leaves its queue until somebody releases it. */
  | {
      readonly kind: 'hold';
      readonly cause: HoldCause;
      readonly suppressed: readonly string[];
      readonly corrects?: Corrected;
    }
  | {
      readonly kind: 'send';
      readonly parts: readonly PartToSend[];
      readonly plan: SendPlan | undefined;
      readonly suppressed: readonly string[];
      /** The table does not know the message. */
      readonly isNew: boolean;
      readonly corrects?: Corrected;
      readonly refusals: readonly PartRefusal[];
    };

export interface DecideFacts {
  readonly nowMs: number;
  readonly settleMs: number;
  /** How long after its settle time mail of unknown outcome waits for feedback to flow. */
  readonly silenceMs: number;
  readonly onUnknownOutcome: 'resend' | 'hold';
  /**
   * How far the feedback of the account has come; undefined when none was ever recorded, or no
   * outcome is unknown.
   */
  readonly feedback: FeedbackReading | undefined;
  readonly progress: MessageProgress | undefined;
  /** Of this message's mail. */
  readonly fingerprint: string;
  /** Entries of this message's recipients in its scopes. */
  readonly suppressions: readonly SuppressionEntry[];
  readonly recipientsPerCall: number;
  /** What of its tenant's mail, or of its stream's, is paused. */
  readonly pause: Pause | undefined;
  /** Of a message that was released: the copy that had been held, {@link Outcome.heldCopy}. */
  readonly releasedCopy: number | undefined;
  /** When its first copy came on the queue; epoch ms. */
  readonly firstArrivedAtMs?: number | undefined;
  /** The same, or when this copy came where no other is known: {@link PartRefusal.copyMs}. */
  readonly copyMs: number;
}
