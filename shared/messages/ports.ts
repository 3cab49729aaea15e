/**
 * What the rules need of the messages table. Times are epoch
 * milliseconds. Each rejects when the world cannot be reached, unless it says otherwise; the
 * caller then leaves the message where it is.
 */
import type { Consistency } from '../system/ports.ts';

/** Names one message for ever: `messageId` is unique per tenant. */
export interface MessageKey {
  readonly tenantId: string;
  readonly messageId: string;
}

/**
 * Which recipients go out in which call to SES; each inner list holds indexes into the message's
 * recipients.
 */
export type SendPlan = readonly (readonly number[])[];

/** SES refused a part for good, and its recipients get nothing by this copy of the message. */
export interface PartRefusal {
  /**
   * When the first copy of the message came on its queue, for which SES was asked; epoch ms, by the
   * queue's clock. For that copy, and all that came before it, the part is settled; a copy that
   * comes later, out of the dead letters or from the service again, is a new try.
   */
  readonly copyMs: number;
  /** As in {@link Outcome.reasons}, and shortened. */
  readonly reason: string;
  readonly remedy: string | undefined;
}

/** What the table knows of a message, as far as sending it goes. */
export interface MessageProgress {
  readonly key: MessageKey;
  /** SES message id per part that SES is known to have accepted. */
  readonly sent: ReadonlyMap<number, string>;
  /** Per part: until when a claim on it holds. */
  readonly leases: ReadonlyMap<number, number>;
  /**
   * Per part: calls to SES, before the one that the lease is about, of which it is not known
   * whether SES took the mail. A part that has none is absent.
   */
  readonly unknownCalls: ReadonlyMap<number, number>;
  /** Per part that SES refused for good, until it is claimed again. */
  readonly refusals: ReadonlyMap<number, PartRefusal>;
  readonly plan: SendPlan | undefined;
  /**
   * Of the mail that was claimed or held under this id; undefined while none was, and of old items.
   */
  readonly fingerprint: string | undefined;
  readonly attempts: number;
  /** When the message is held: {@link Outcome.heldCopy} of the last time. A claim ends that. */
  readonly heldCopy: number | undefined;
  /** How the last try ended, when it ended without sending. */
  readonly outcome?: Outcome['state'] | undefined;
}

/** Progress of those that the table knows; a message it has never seen is simply absent. */
export type FindProgress = (
  keys: readonly MessageKey[],
  consistency?: Consistency,
) => Promise<readonly MessageProgress[]>;

/**
 * What was known of a part when it was decided to send it; a claim is refused when that is no
 * longer so.
 */
export interface EarlierCalls {
  /** {@link MessageProgress.unknownCalls} of the part. */
  readonly unknownCalls: number;
  /**
   * A claim stands whose lease and settle time are over: its call is one more of unknown outcome,
   * which the new claim writes down.
   */
  readonly isTakenOver: boolean;
}

export interface Claim extends EarlierCalls {
  readonly key: MessageKey;
  readonly part: number;
  /**
   * Names this run of the function, so that a claim whose answer was lost on the way is known
   * again.
   */
  readonly owner: string;
  readonly nowMs: number;
  /** The claim holds until then, longer than the function that makes it can live. */
  readonly leaseUntilMs: number;
  /**
   * A claim whose lease ended less than this ago may still be settled by an event of SES, and is
   * not given away.
   */
  readonly settleMs: number;
  readonly stream: string;
  /** Of its mail: a claim is refused as unsettled while another mail has the id. */
  readonly fingerprint: string;
  /**
   * The table did not know the message when it was looked up: most likely nobody has claimed
   * anything of it.
   */
  readonly isNew: boolean;
  /** Canonical, in envelope order. */
  readonly recipients: readonly string[];
  /** Those of the recipients that are left out because they are suppressed. */
  readonly suppressed: readonly string[];
  /**
   * When the first copy of the message came: SES is not asked again for one that it refused, {@link
   * PartRefusal.copyMs}.
   */
  readonly copyMs: number;
  /**
   * Written with the first claim when the message takes more than one call; a claim by another plan
   * is refused as unsettled.
   */
  readonly plan: SendPlan | undefined;
}

export type ClaimAnswer =
  /** `attempt` counts the claims of all parts, from 1. */
  | { readonly kind: 'claimed'; readonly attempt: number }
  | { readonly kind: 'already-sent'; readonly sesMessageId: string }
  /** SES refused it for good, for this copy of the message or a later one. */
  | { readonly kind: 'refused'; readonly refusal: PartRefusal }
  /**
   * Another worker holds it, or it is not yet known whether SES took it, or the plan is another.
   * Ask again then.
   */
  | { readonly kind: 'unsettled'; readonly untilMs: number };

export type ClaimPart = (claim: Claim) => Promise<ClaimAnswer>;

/** SES accepted the part. */
export type RecordSent = (
  key: MessageKey,
  part: number,
  sesMessageId: string,
  atMs: number,
) => Promise<void>;

/**
 * SES certainly did not accept the part: the claim is given back, so that the next attempt need not
 * wait.
 */
export type ReleaseClaim = (key: MessageKey, part: number) => Promise<void>;

/**
 * It is not known whether SES accepted the part: the lease ends now, and the time to settle begins.
 */
export type RecordUnknown = (key: MessageKey, part: number, atMs: number) => Promise<void>;

/**
 * Replaces the plan, for parts that SES refused as a whole; false when another worker changed it
 * first.
 *
 * @param unknownCalls - {@link MessageProgress.unknownCalls} of the part that is split: each part
 * that the plan adds inherits them
 */
export type ChangePlan = (
  key: MessageKey,
  from: SendPlan | undefined,
  to: SendPlan,
  unknownCalls: number,
) => Promise<boolean>;

/**
 * Lets another mail take over an id whose first mail ended without reaching SES; false when it was
 * claimed meanwhile. What was planned for the first is forgotten.
 *
 * @param from - how the message was found: nothing of it may have been claimed since
 */
export type CorrectMessage = (
  key: MessageKey,
  from: {
    readonly fingerprint: string;
    readonly attempts: number;
    /** Parts of the first that SES refused. */
    readonly refusedParts: readonly number[];
  },
  to: string,
) => Promise<boolean>;

/** Notes that another mail came under the id of this message, and was refused. */
export type RecordConflict = (key: MessageKey, atMs: number) => Promise<void>;

/** An end that is not `sent`. */
export interface Outcome {
  readonly key: MessageKey;
  readonly state: 'rejected' | 'failed' | 'suppressed' | 'expired' | 'held';
  /** The part that failed; its claim ends with this write. */
  readonly part: number | undefined;
  /**
   * Of a part whose claim ends although SES may have taken its mail: {@link
   * MessageProgress.unknownCalls}, this claim's included.
   */
  readonly unknownCalls?: number;
  /** Of a part that SES refused for good: {@link PartRefusal.copyMs}. */
  readonly refusedCopyMs?: number;
  /** Of `held`: when the copy that is held came on its queue, {@link HeldMail.arrivedAtMs}. */
  readonly heldCopy?: number;
  /**
   * Of its mail, where that could be read: an item of another mail stays as it is. What is `held`
   * has the id from then on.
   */
  readonly fingerprint?: string;
  /**
   * As of a {@link Claim}: an earlier claim that may still be settled by an event of SES stands in
   * the way of an end that is not its own.
   */
  readonly settleMs: number;
  /** Each says what is wrong, in the words of whoever said so; no address, subject or body. */
  readonly reasons: readonly string[];
  /** What a person should do, in our words; absent where the reasons say it themselves. */
  readonly remedy?: string | undefined;
  readonly atMs: number;
  readonly stream: string | undefined;
  readonly recipients: readonly string[];
  readonly suppressed: readonly string[];
}

export type OutcomeAnswer =
  /**
   * It stands in the table; or the machine in `shared/messages/lifecycle.ts` refuses it, since a
   * run has the message or it is sent.
   */
  | 'settled'
  /**
   * Another mail has the id, so nothing was written: how the message ends has to be decided anew.
   */
  | 'another-mail';

/**
 * Writes the outcome of a message, unless the machine refuses it or its id is that of another mail;
 * then nothing changes.
 */
export type RecordOutcome = (outcome: Outcome) => Promise<OutcomeAnswer>;
