/**
 * Operations of the sender on the messages table. Times are epoch ms. Each rejects when the table
 * cannot be reached, unless it says otherwise; the caller then leaves the message in its queue.
 */
import type { Consistency } from '../system/ports.ts';

/** Key of a message, for ever: `messageId` is unique per tenant. */
export interface MessageKey {
  readonly tenantId: string;
  readonly messageId: string;
}

/** Recipients of each call to SES: per part a list of indexes into the message's recipients. */
export type SendPlan = readonly (readonly number[])[];

/** A part that SES refused for good; its recipients get nothing from this copy of the message. */
export interface PartRefusal {
  /**
   * Arrival of the message's first copy at the time of the refusal, by the queue's clock; epoch ms.
   * For that copy and all earlier ones the part is settled. A copy that comes later, redriven from
   * the dead letters or enqueued again, is a new try.
   */
  readonly copyMs: number;
  /** Like {@link Outcome.reasons}, shortened. */
  readonly reason: string;
  readonly remedy: string | undefined;
}

/** Progress of a message: what its item says about sending it. */
export interface MessageProgress {
  readonly key: MessageKey;
  /** SES message id per part that is known to be accepted. */
  readonly sent: ReadonlyMap<number, string>;
  /** End of the lease, per claimed part; epoch ms. */
  readonly leases: ReadonlyMap<number, number>;
  /**
   * Calls of unknown outcome per part, made before the call of the present lease: it is unknown
   * whether SES accepted them. A part without any is absent.
   */
  readonly unknownCalls: ReadonlyMap<number, number>;
  /** Refusals per part that SES refused for good, until the part is claimed again. */
  readonly refusals: ReadonlyMap<number, PartRefusal>;
  /**
   * Parts whose last claim was for a call by SMTP. No event tells of such a call, so one of unknown
   * outcome is never settled by itself.
   */
  readonly bySmtp?: ReadonlySet<number>;
  readonly plan: SendPlan | undefined;
  /**
   * Fingerprint of the mail that was claimed or held under this id; undefined before that, and in
   * items of older versions.
   */
  readonly fingerprint: string | undefined;
  readonly attempts: number;
  /**
   * {@link Outcome.heldCopy} of the last hold; undefined when it is not held. A claim removes it.
   */
  readonly heldCopy: number | undefined;
  /** Recipients left out by the last claim or outcome because they are suppressed; canonical. */
  readonly suppressed?: readonly string[];
  /** Outcome of the last try; undefined when it ended by sending. */
  readonly outcome?: Outcome['state'] | undefined;
}

/** Finds the progress of messages. A message without an item is absent from the answer. */
export type FindProgress = (
  keys: readonly MessageKey[],
  consistency?: Consistency,
) => Promise<readonly MessageProgress[]>;

/**
 * What was known of a part when it was decided to send it. The claim is refused when that has
 * changed.
 */
export interface EarlierCalls {
  /** {@link MessageProgress.unknownCalls} of the part. */
  readonly unknownCalls: number;
  /**
   * An earlier claim stands whose lease and settle time are over. Its call is one more of unknown
   * outcome, and the new claim records it.
   */
  readonly isTakenOver: boolean;
}

export interface Claim extends EarlierCalls {
  readonly key: MessageKey;
  readonly part: number;
  /**
   * Request id of the run, so that it recognises its own claim when the answer to the write was
   * lost.
   */
  readonly owner: string;
  readonly nowMs: number;
  /** End of the lease, later than the run can live; epoch ms. */
  readonly leaseUntilMs: number;
  /**
   * Settle time; ms. An earlier claim whose lease ended less than this ago may still be settled by
   * an event of SES, and is not taken over.
   */
  readonly settleMs: number;
  readonly stream: string;
  /**
   * Fingerprint of the message's content. The claim is refused as unsettled while another mail has
   * the id.
   */
  readonly fingerprint: string;
  /**
   * The table had no item for the message when it was looked up, so most likely nobody has claimed
   * any of its parts.
   */
  readonly isNew: boolean;
  /** Canonical addresses in envelope order. */
  readonly recipients: readonly string[];
  /** Recipients left out because they are suppressed. */
  readonly suppressed: readonly string[];
  /**
   * Arrival of the message's first copy; epoch ms. SES is not asked again for a copy that it
   * refused ({@link PartRefusal.copyMs}).
   */
  readonly copyMs: number;
  /**
   * Written with the first claim of a message that takes several calls. A claim under another plan
   * is refused as unsettled.
   */
  readonly plan: SendPlan | undefined;
  /**
   * For a call that goes by SMTP and not to SES ({@link MessageProgress.bySmtp}): `messageMark` of its
   * mail.
   */
  readonly smtpMark?: string | undefined;
  /** The mail has unsubscribe headers and shows no link; the item notes it. */
  readonly lacksLink?: boolean | undefined;
}

export type ClaimAnswer =
  /** `attempt` counts the claims of all parts, from 1. */
  | { readonly kind: 'claimed'; readonly attempt: number }
  | { readonly kind: 'already-sent'; readonly sesMessageId: string }
  /** SES refused it for good, for this copy of the message or a later one. */
  | { readonly kind: 'refused'; readonly refusal: PartRefusal }
  /**
   * Another run has claimed it, its outcome is unknown, or the plan is another one. Ask again at
   * `untilMs`.
   */
  | { readonly kind: 'unsettled'; readonly untilMs: number };

export type ClaimPart = (claim: Claim) => Promise<ClaimAnswer>;

/** Records that SES, or an SMTP server, accepted a part. */
export type RecordSent = (
  key: MessageKey,
  part: number,
  sesMessageId: string,
  atMs: number,
) => Promise<void>;

/**
 * Releases the claim of a part that SES certainly did not accept, so that the next try need not
 * wait.
 */
export type ReleaseClaim = (key: MessageKey, part: number) => Promise<void>;

/** Records an unknown outcome: the lease ends now, and the settle time begins. */
export type RecordUnknown = (key: MessageKey, part: number, atMs: number) => Promise<void>;

/**
 * Replaces the plan, when a part that SES refuses as a whole is split. False when another run
 * changed the plan first.
 *
 * @param unknownCalls - {@link MessageProgress.unknownCalls} of the part that is split; each added
 * part inherits them
 */
export type ChangePlan = (
  key: MessageKey,
  from: SendPlan | undefined,
  to: SendPlan,
  unknownCalls: number,
) => Promise<boolean>;

/**
 * Gives an id to another mail after its first mail ended without reaching SES. The plan of the
 * first mail is removed. False when the message was claimed in the meantime.
 *
 * @param from - the item as it was found; the write is refused if a part was claimed since
 */
export type CorrectMessage = (
  key: MessageKey,
  from: {
    readonly fingerprint: string;
    readonly attempts: number;
    /** Parts of the first mail that SES refused. */
    readonly refusedParts: readonly number[];
  },
  to: string,
) => Promise<boolean>;

/** Records that another mail under this message's id was refused. */
export type RecordConflict = (key: MessageKey, atMs: number) => Promise<void>;

/** End of a message, or of a part, other than `sent`. */
export interface Outcome {
  readonly key: MessageKey;
  readonly state: 'rejected' | 'failed' | 'suppressed' | 'expired' | 'held';
  /** Part that failed; this write ends its claim. Undefined when the whole message ended. */
  readonly part: number | undefined;
  /**
   * For a part whose claim ends although SES may have accepted its mail: {@link
   * MessageProgress.unknownCalls}, this claim's call included.
   */
  readonly unknownCalls?: number;
  /** For a part that SES refused for good: {@link PartRefusal.copyMs}. */
  readonly refusedCopyMs?: number;
  /** For `held`: arrival of the copy that is held, {@link HeldMail.arrivedAtMs}. */
  readonly heldCopy?: number;
  /**
   * Fingerprint of the content, when it could be read. An item of another mail is not changed. A
   * held mail has the id from then on.
   */
  readonly fingerprint?: string;
  /**
   * Settle time, as in {@link Claim}; ms. An earlier claim that may still be settled by an event of
   * SES blocks every end that is not its own.
   */
  readonly settleMs: number;
  /** What is wrong, in the words of whoever said so; no address, subject or body. */
  readonly reasons: readonly string[];
  /** What a person should do, in the pipeline's words; absent when the reasons say it. */
  readonly remedy?: string | undefined;
  readonly atMs: number;
  readonly stream: string | undefined;
  readonly recipients: readonly string[];
  readonly suppressed: readonly string[];
}

export type OutcomeAnswer =
  /**
   * The outcome is recorded; or `shared/messages/lifecycle.ts` refuses it, because a run has the
   * message or it was sent.
   */
  | 'settled'
  /** Another mail has the id and nothing was written; the message has to be decided on anew. */
  | 'another-mail';

/**
 * Records the outcome of a message. Nothing changes when the state machine refuses it or the id
 * belongs to another mail.
 */
export type RecordOutcome = (outcome: Outcome) => Promise<OutcomeAnswer>;
