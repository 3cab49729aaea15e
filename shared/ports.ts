/**
 * What the rules need from the world, in the words of the domain.
 *
 * `shared/aws` and `shared/lambda` implement these; tests implement them in memory. Times are epoch milliseconds, addresses are
 * canonical (see `shared/email/address.ts`). Unless a doc comment says otherwise, a port rejects when the world cannot be reached, and
 * the caller then leaves the message where it is.
 */
import type { Stream } from './email/streams.ts';
import type { FeedbackEvent } from './feedback/feedback-event.ts';
import type { EventSourceSettings } from './pacing/event-source-settings.ts';
import type { Lane, LedgerStore } from './pacing/ledger.ts';
import type { LedgerMemory } from './pacing/pace.ts';
import type { Arrival, SoftBounce } from './suppression/policy.ts';
import type { SuppressionEntry } from './suppression/suppression-entry.ts';
import type { NonEmpty } from './system/non-empty.ts';
import type { Pauses } from './tenants/pauses.ts';

/** The clock, and the only way to wait. */
export interface Clock {
  readonly now: () => number;
  /** Resolves at the given time, at once when it has passed. */
  readonly sleepUntil: (epochMs: number) => Promise<void>;
}

/** A number in [0, 1). */
export type Random = () => number;

/** Names one message for ever: `messageId` is unique per tenant. */
export interface MessageKey {
  readonly tenantId: string;
  readonly messageId: string;
}

/**
 * How things stand now, with all that was ever written; or how they stood lately, for half the price: what was written within the last
 * second or so may be missing. Now, unless a reader says that lately will do.
 */
export type AsOf = 'now' | 'lately';

// --- suppressions -------------------------------------------------------------------------------------------------------------------

/** Who is asked about, and where: each message asks for its own recipients in its own scopes, and pays for no other. */
export interface SuppressionQuestion {
  readonly addresses: readonly string[];
  readonly scopes: readonly string[];
}

/** All entries, expired ones included, that exist for the addresses of each question in its scopes. */
export type FindSuppressions = (
  questions: readonly SuppressionQuestion[],
) => Promise<readonly SuppressionEntry[]>;

/**
 * Writes what an event says beside the other reasons that stand there. Writing it again changes nothing, and so does an event that
 * happened before an operator removed the address.
 */
export type Suppress = (entry: SuppressionEntry) => Promise<void>;

/** The owner of the address said that a mail is not spam: complaints made until then (epoch ms) no longer count; other reasons do. */
export type LiftComplaint = (address: string, scope: string, atMs: number) => Promise<void>;

/** Adds a soft bounce to the run of its address; under its event id, so that it counts once. */
export type NoteSoftBounce = (bounce: SoftBounce) => Promise<void>;

/**
 * Ends the runs of soft bounces of those whom a mail reached. Writes only where there is a run. The runs are read as of lately, save those
 * of the addresses that bounced just now: they are told by `bounced`.
 */
export type EndSoftBounces = (
  arrivals: readonly Arrival[],
  bounced: readonly SoftBounce[],
) => Promise<void>;

// --- messages -----------------------------------------------------------------------------------------------------------------------

/** Which recipients go out in which call to SES; each inner list holds indexes into the message's recipients. */
export type SendPlan = readonly (readonly number[])[];

/** What the table knows of a message, as far as sending it goes. */
export interface MessageProgress {
  readonly key: MessageKey;
  /** SES message id per part that SES is known to have accepted. */
  readonly sent: ReadonlyMap<number, string>;
  /** Per part: until when a claim on it holds. */
  readonly leases: ReadonlyMap<number, number>;
  /**
   * Per part: calls to SES, before the one that the lease is about, of which it is not known whether SES took the mail. A part that has none
   * is absent.
   */
  readonly unknownCalls: ReadonlyMap<number, number>;
  readonly plan: SendPlan | undefined;
  /** Of the mail that was claimed or held under this id; undefined while none was, and of old items. */
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
  asOf?: AsOf,
) => Promise<readonly MessageProgress[]>;

/** What was known of a part when it was decided to send it; a claim is refused when that is no longer so. */
export interface EarlierCalls {
  /** {@link MessageProgress.unknownCalls} of the part. */
  readonly unknownCalls: number;
  /** A claim stands whose lease and settle time are over: its call is one more of unknown outcome, which the new claim writes down. */
  readonly isTakenOver: boolean;
}

export interface Claim extends EarlierCalls {
  readonly key: MessageKey;
  readonly part: number;
  /** Names this run of the function, so that a claim whose answer was lost on the way is known again. */
  readonly owner: string;
  readonly nowMs: number;
  /** The claim holds until then, longer than the function that makes it can live. */
  readonly leaseUntilMs: number;
  /** A claim whose lease ended less than this ago may still be settled by an event of SES, and is not given away. */
  readonly settleMs: number;
  readonly stream: string;
  /** Of its mail: a claim is refused as unsettled while another mail has the id. */
  readonly fingerprint: string;
  /** The table did not know the message when it was looked up: most likely nobody has claimed anything of it. */
  readonly isNew: boolean;
  /** Canonical, in envelope order. */
  readonly recipients: readonly string[];
  /** Those of the recipients that are left out because they are suppressed. */
  readonly suppressed: readonly string[];
  /** Written with the first claim when the message takes more than one call; a claim by another plan is refused as unsettled. */
  readonly plan: SendPlan | undefined;
}

export type ClaimAnswer =
  /** `attempt` counts the claims of all parts, from 1. */
  | { readonly kind: 'claimed'; readonly attempt: number }
  | { readonly kind: 'already-sent'; readonly sesMessageId: string }
  /** Another worker holds it, or it is not yet known whether SES took it, or the plan is another. Ask again then. */
  | { readonly kind: 'unsettled'; readonly untilMs: number };

export type ClaimPart = (claim: Claim) => Promise<ClaimAnswer>;

/** SES accepted the part. */
export type RecordSent = (
  key: MessageKey,
  part: number,
  sesMessageId: string,
  atMs: number,
) => Promise<void>;

/** SES certainly did not accept the part: the claim is given back, so that the next attempt need not wait. */
export type ReleaseClaim = (key: MessageKey, part: number) => Promise<void>;

/** It is not known whether SES accepted the part: the lease ends now, and the time to settle begins. */
export type RecordUnknown = (key: MessageKey, part: number, atMs: number) => Promise<void>;

/**
 * Replaces the plan, for parts that SES refused as a whole; false when another worker changed it first.
 *
 * @param unknownCalls - {@link MessageProgress.unknownCalls} of the part that is split: each part that the plan adds inherits them
 */
export type ChangePlan = (
  key: MessageKey,
  from: SendPlan | undefined,
  to: SendPlan,
  unknownCalls: number,
) => Promise<boolean>;

/**
 * Lets another mail take over an id whose first mail ended without reaching SES; false when it was claimed meanwhile. What was planned for
 * the first is forgotten.
 *
 * @param from - how the message was found: nothing of it may have been claimed since
 */
export type CorrectMessage = (
  key: MessageKey,
  from: { readonly fingerprint: string; readonly attempts: number },
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
  /** Of a part whose claim ends although SES may have taken its mail: {@link MessageProgress.unknownCalls}, this claim's included. */
  readonly unknownCalls?: number;
  /** Of `held`: when the copy that is held came on its queue, {@link HeldMail.arrivedAtMs}. */
  readonly heldCopy?: number;
  /** Of `held`: of the mail that is held. */
  readonly fingerprint?: string;
  /** As of a {@link Claim}: an earlier claim that may still be settled by an event of SES stands in the way of an end that is not its own. */
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

/** Writes the outcome of a message, unless the machine in `shared/messages/lifecycle.ts` refuses it; then nothing changes. */
export type RecordOutcome = (outcome: Outcome) => Promise<void>;

/** Events of one message, each written under its own identity: any order and any repetition gives the same item. */
export interface MessageEvents {
  readonly key: MessageKey;
  readonly events: readonly FeedbackEvent[];
}

/** Resolves to the ids of those that the message did not have yet: an event that comes again is counted once. */
export type RecordEvents = (events: MessageEvents) => Promise<readonly string[]>;

/** How far the feedback of one SES account has come. Times are SES's own of calls (`mail.timestamp`), epoch ms. */
export interface FeedbackReading {
  /** Of the oldest call whose Send event was recorded when feedback was first recorded. */
  readonly firstCallMs: number;
  /** Of the newest call whose Send event was recorded; up to a few seconds behind. */
  readonly newestCallMs: number;
  /** Events on the feedback queue that are not recorded yet, those included that a recorder works on. */
  readonly waiting: number;
}

/** Undefined while no Send event of the account was ever recorded. */
export type ReadFeedback = () => Promise<FeedbackReading | undefined>;

/** Send events of one SES account that were recorded. */
export interface RecordedCalls {
  /** Number of the AWS account that sent, as its events name it. */
  readonly account: string;
  /** Told by a tenant's own topic: it says nothing of the pipeline's own account. */
  readonly isBrought: boolean;
  /** SES's times of the oldest and the newest of the calls; epoch ms. */
  readonly oldestMs: number;
  readonly newestMs: number;
}

/** Notes that feedback flows, at most once in a few seconds per account; what comes in between is left out. */
export type NoteFeedback = (calls: RecordedCalls) => Promise<void>;

/** Finds the message that SES knows under this id, for events that do not carry our tags. */
export type FindMessageBySesId = (sesMessageId: string) => Promise<MessageKey | undefined>;

// --- SES ----------------------------------------------------------------------------------------------------------------------------

/** One call to SES. */
export type Mail = RawMail | TemplatedMail;

interface Envelope {
  /** The From header's address, as SES wants it: display name RFC 2047 encoded, domain in punycode. */
  readonly source: string;
  /** Envelope recipients of this call, domains in punycode. */
  readonly destinations: NonEmpty<string>;
  readonly configurationSet: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface RawMail extends Envelope {
  readonly kind: 'raw';
  readonly mime: Uint8Array;
}

export interface TemplatedMail extends Envelope {
  readonly kind: 'template';
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly template: string;
  /** JSON object. */
  readonly templateData: string;
}

/** What became of one call; it never rejects. */
export type SendAnswer =
  | { readonly kind: 'accepted'; readonly sesMessageId: string }
  | { readonly kind: 'refused'; readonly refusal: SesRefusal }
  /** 5xx, reset, time-out: SES may have accepted it. `detail` holds no address. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Why SES did not take a mail. */
export interface SesRefusal {
  /** What the caller can do about it. */
  readonly kind: /** Above the send rate: reserve again, slower. */
    | 'rate'
    /** The 24-hour quota is used up: wait until it frees. */
    | 'quota'
    /** Nothing can go out through the account (paused, no credentials): wait, and tell the operator. */
    | 'paused'
    /** The mail's configuration set is paused: its mail waits, and that of no other. */
    | 'set-paused'
    /** This message can never be sent as it is. */
    | 'message'
    /** Something has to be set up (identity, template, permission); this message fails and can be sent again after that. */
    | 'configuration'
    /** The request never reached SES: try again soon. */
    | 'unreachable';
  readonly code: string;
  /** The cause in one sentence, with every address taken out. */
  readonly cause: string;
  /** What a person should do. */
  readonly remedy: string;
}

export type SendMail = (mail: Mail) => Promise<SendAnswer>;

/** Recipients: the quota of the account as SES tells it. `max24Hours` is Infinity when SES sets no limit. */
export interface SendQuota {
  readonly max24Hours: number;
  readonly maxPerSecond: number;
  readonly sentLast24Hours: number;
}

export type GetSendQuota = () => Promise<SendQuota>;

/** What SES says of an account as a whole. */
export interface AccountReading extends SendQuota {
  /** SES takes no mail: somebody has switched sending off, or SES itself has. */
  readonly isPaused: boolean;
  /** SES's own word: HEALTHY, PROBATION, SHUTDOWN. */
  readonly enforcementStatus: string;
  /** Only to verified addresses and the mailbox simulator. */
  readonly isSandbox: boolean;
}

/** At most one call per second is allowed for the whole account. */
export type ReadAccount = () => Promise<AccountReading>;

/** One SES account in one region, with what belongs to it alone: its rate, its quota, its way to SES. */
export interface SendingAccount {
  /** `<account id>#<region>`. */
  readonly name: string;
  readonly ledger: LedgerStore;
  readonly getSendQuota: GetSendQuota;
  readonly sendMail: SendMail;
  /** Asked only when it is not known whether SES took a mail. */
  readonly readFeedback: ReadFeedback;
  /** What this worker knows of the ledger; kept from batch to batch. */
  readonly memory: LedgerMemory;
  /** Configuration sets that SES called paused → until when (epoch ms) this worker sends none of their mail. */
  readonly pausedSets: Map<string, number>;
}

/** A tenant, as far as sending goes. */
export interface SendingTenant {
  /** Its own, or the pipeline's. */
  readonly account: SendingAccount;
  readonly pauses: Pauses;
}

/** Finds what each of these tenants sends with, and what of its mail is paused: one answer for every id that is asked for. */
export type FindTenants = (
  tenantIds: readonly string[],
) => Promise<ReadonlyMap<string, SendingTenant>>;

/** An event source of the sender: the setting by which Lambda reads a queue for it. */
export interface EventSource {
  readonly lane: Lane;
  /** How it is set; undefined while Lambda is still busy with a change. */
  readonly read: () => Promise<EventSourceSettings | undefined>;
  /** Takes effect within a minute or so. False when Lambda is busy with another change. */
  readonly change: (settings: EventSourceSettings) => Promise<boolean>;
}

// --- queues and objects -------------------------------------------------------------------------------------------------------------

/** Puts a message that can never be sent among the dead letters, with the reasons and the remedy as attributes. */
export type DeadLetter = (
  body: string,
  reasons: readonly string[],
  origin: { readonly queue: string; readonly sqsMessageId: string },
  remedy?: string,
) => Promise<void>;

/** Hides a received message until then (at most 12 hours from its receive); best effort. */
export type Postpone = (
  messages: readonly { readonly receiptHandle: string; readonly untilMs: number }[],
) => Promise<void>;

/** Puts a copy of a message on its queue that is hidden until its time (epoch ms), or for as long as SQS delays (15 minutes). */
export type PutBack = (message: {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly untilMs: number;
}) => Promise<void>;

/**
 * Notes that a run begins to work on one copy of a message and on nothing else, before it so much as reads it; resolves to how many runs
 * have begun so, this one included, and not said that they ended. Asked only of copies of which earlier runs may have died.
 */
export type BeginTry = (sqsMessageId: string) => Promise<number>;

/** The run ended as it should: what it had begun does not count. */
export type EndTry = (sqsMessageId: string) => Promise<void>;

/**
 * Bytes of an object; undefined when it does not exist or the sender may not read it; `too-large` when no mail could hold it; `no-room` when
 * it is bigger than `roomBytes`. Of an object that is too big nothing is read.
 */
export type FetchObject = (
  bucket: string,
  key: string,
  roomBytes?: number,
) => Promise<Uint8Array | 'too-large' | 'no-room' | undefined>;

/** Deletes the object of a message that is over, where it is one of the payload bucket's own; any other is left alone. */
export type DiscardPayload = (bucket: string, key: string) => Promise<void>;

// --- held mail ------------------------------------------------------------------------------------------------------------------------

/** Names mail that was taken off its queue and waits for somebody to release it. */
export interface HeldMail extends MessageKey {
  readonly stream: Stream;
  /** When this copy came on its queue, by the queue's clock: the same at each delivery of it, later for each further copy. */
  readonly arrivedAtMs: number;
}

/** Keeps the whole message (JSON text) until it is released, for as long as that takes; keeping it again changes nothing. */
export type HoldMail = (mail: HeldMail, text: string) => Promise<void>;

/** Which held mail is meant: of one tenant, and of it one stream, one message, or all. */
export interface HeldSelection {
  readonly tenantId: string;
  readonly stream?: Stream;
  readonly messageId?: string;
}

/** Held mail, per stream oldest first, page by page; of every tenant when none is named. */
export type ListHeld = (selection: Partial<HeldSelection>) => AsyncIterable<HeldMail>;

/** The message that was kept, or undefined when somebody else has released it. */
export type FetchHeld = (mail: HeldMail) => Promise<string | undefined>;

/** Forgets mail that is on its queue again; doing it twice changes nothing. */
export type RemoveHeld = (mail: HeldMail) => Promise<void>;

/**
 * Puts held mail on its queues again, per stream oldest first, and resolves to how much it was. When it fails or is cut off, what is left
 * stays held: release it again. Mail that is still paused then is held anew.
 */
export type ReleaseHeld = (selection: HeldSelection) => Promise<number>;

// --- webhook ------------------------------------------------------------------------------------------------------------------------

/** GETs a URL of SNS; rejects unless it answers in full, soon, briefly, itself and with 200. */
export type FetchFromSns = (url: string) => Promise<string>;

/** Topics on which the events of a tenant come, as written in its item: they may be anything. Only tenants that have some. */
export type ListTenantTopics = () => Promise<
  readonly { readonly tenantId: string; readonly topics: readonly string[] }[]
>;

// --- telling ------------------------------------------------------------------------------------------------------------------------

/** Counts for CloudWatch: of the stage as a metric, of a tenant and a configuration set in the log. */
export interface Count {
  readonly name:
    | 'Sent'
    | 'Delivered'
    /** Recipients that SES will never reach: what the bounce rate is made of. */
    | 'Bounced'
    /** Recipients that SES gave up on for now (Transient, Undetermined), or takes for non-existent by its validation. */
    | 'SoftBounced'
    | 'Complained'
    | 'Rejected'
    | 'Throttled'
    | 'Suppressed'
    | 'Deferred'
    /** Messages taken off their queue until somebody releases them. */
    | 'Held'
    /** Calls to SES of which it is not known whether it took the mail; its events tell, or the settle time ends. */
    | 'Unsettled'
    | 'Duplicate'
    /** Messages that came under the id of another one. */
    | 'Conflict'
    | 'Failed'
    /** All opens and clicks, whoever it was; beside them those of which SES says whether it was a person or a program. */
    | 'Opened'
    | 'OpenedByHuman'
    | 'OpenedByBot'
    | 'Clicked'
    | 'ClickedByHuman'
    | 'ClickedByBot'
    | 'Delayed'
    | 'RenderingFailed';
  readonly value: number;
  readonly tenantId?: string;
  readonly configurationSet?: string;
}

export type CountMetric = (count: Count) => void;

/** Figures for CloudWatch that say how things stand, of the pipeline's own account, or of the account or tenant that is named. */
export interface Gauge {
  readonly name:
    | /** Part of the 24-hour quota that is used up or reserved; percent. */
    'QuotaUsed'
    /** The rate in force; recipients per second. */
    | 'SendRate'
    /** How far ahead the next free slot lies; ms. */
    | 'LedgerLag'
    /** Of the recipients of the last 24 hours; percent. Of the stage or of a tenant. */
    | 'BounceRate'
    | 'ComplaintRate'
    /** How the account or the tenant stands: 0 healthy, 1 warned, 2 paused. */
    | 'Standing';
  readonly value: number;
  readonly account?: string;
  readonly tenantId?: string;
  /** Somebody has to look at it, so it is a metric of its own even where tenants have none. */
  readonly needsPerson?: boolean;
}

export type GaugeMetric = (gauge: Gauge) => void;

/** One line of the log. Fields are ids, states, counts and codes, never an address, subject or body. */
export type Log = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
