import type { OverBudget } from '../../shared/budgets/budget-use.ts';
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

/** One call to SES to be made. */
export interface PartToSend extends EarlierCalls {
  readonly part: number;
  /** Indexes into the message's recipients. */
  readonly recipients: NonEmpty<number>;
}

/** Why a message is held. */
export type HoldCause =
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** SES may have accepted it, and no event has told. */
  | { readonly kind: 'unknown-outcome'; readonly why: UnknownCause }
  /** Nothing could be sent for so long that its item in the messages table would soon expire. */
  | { readonly kind: 'waited' }
  /** Its tenant's budget of the day or the month has no room for it. */
  | { readonly kind: 'over-budget'; readonly over: OverBudget }
  /** It is already held, and this copy is not the one that was released. */
  | { readonly kind: 'held-before' };

/** A claim whose settle time passed without an event. */
export interface EndedClaim {
  readonly part: number;
  /** Calls of unknown outcome of the part, this claim's included. */
  readonly unknownCalls: number;
}

/** A charge to the budget of the tenant. */
export interface CallCharge {
  /** End of the day to which it was charged; no call of it begins later. Epoch ms. */
  readonly untilMs: number;
  /** Notes that SES accepted these recipients, or may have; the rest is given back. */
  readonly spend: (recipients: number) => void;
}

type Corrected = Parameters<CorrectMessage>[1];

/**
 * What to do with a message now.
 *
 * - `endedClaims`: recording an outcome ends these claims; otherwise the message would count as
 * being sent.
 * - `refusals`: parts that SES refused for good; they go into the dead letter when the message
 * ends.
 * - `corrects`: an earlier mail under the same id that ended without reaching SES; this one
 * replaces it.
 */
export type Decision =
  /** All parts were sent before. */
  | { readonly kind: 'duplicate' }
  /** Another mail has this id, and it was sent, may have been sent, or will be sent. */
  | { readonly kind: 'conflict' }
  /** Nothing is left to send, and SES refused some parts for good. */
  | { readonly kind: 'refused'; readonly refusals: NonEmpty<PartRefusal> }
  /**
   * It comes again at `untilMs` (epoch ms): it is too early, or the outcome of another run is not
   * known yet.
   */
  | { readonly kind: 'again'; readonly untilMs: number }
  | {
      readonly kind: 'expired';
      readonly corrects?: Corrected;
      readonly endedClaims: readonly EndedClaim[];
      readonly refusals: readonly PartRefusal[];
    }
  /** Every recipient is suppressed. */
  | {
      readonly kind: 'suppressed';
      readonly corrects?: Corrected;
      readonly suppressed: readonly string[];
      readonly endedClaims: readonly EndedClaim[];
      readonly refusals: readonly PartRefusal[];
    }
  /** It is taken off its queue until it is released. */
  | {
      readonly kind: 'hold';
      readonly cause: HoldCause;
      readonly suppressed: readonly string[];
      readonly corrects?: Corrected;
    }
  /** Its tenant's settings refuse what is over its budget. */
  | {
      readonly kind: 'over-budget';
      readonly over: OverBudget;
      /** Some of its parts went before, or were refused. */
      readonly isPartlySent: boolean;
      readonly suppressed: readonly string[];
      readonly corrects?: Corrected;
    }
  | {
      readonly kind: 'send';
      /** Where its tenant has a budget: what it was charged. */
      readonly charge?: CallCharge;
      /** Over its tenant's share of the rate: it takes spare slots only. Default: no. */
      readonly isOverShare?: boolean;
      readonly parts: readonly PartToSend[];
      readonly plan: SendPlan | undefined;
      readonly suppressed: readonly string[];
      /** The messages table has no item for it. */
      readonly isNew: boolean;
      readonly corrects?: Corrected;
      readonly refusals: readonly PartRefusal[];
    };

export interface DecideFacts {
  readonly nowMs: number;
  readonly settleMs: number;
  /** How long after its settle time mail of unknown outcome waits for feedback to flow; ms. */
  readonly silenceMs: number;
  readonly onUnknownOutcome: 'resend' | 'hold';
  /**
   * How far the feedback of the account has come; undefined when none was ever recorded, or when no
   * outcome is unknown.
   */
  readonly feedback: FeedbackReading | undefined;
  readonly progress: MessageProgress | undefined;
  /** Fingerprint of this message's content. */
  readonly fingerprint: string;
  /** Suppressions of its recipients, in its scopes. */
  readonly suppressions: readonly SuppressionEntry[];
  readonly recipientsPerCall: number;
  /** Pause of its tenant, or of the tenant's stream. */
  readonly pause: Pause | undefined;
  /** For a released message: the copy that was held, {@link Outcome.heldCopy}. */
  readonly releasedCopy: number | undefined;
  /** When its first copy arrived on the queue; epoch ms. */
  readonly firstArrivedAtMs?: number | undefined;
  /**
   * `firstArrivedAtMs`, or the arrival of this copy where that is unknown; epoch ms. Compared with
   * {@link PartRefusal.copyMs}.
   */
  readonly copyMs: number;
}
