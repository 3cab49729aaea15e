/**
 * A count for CloudWatch. The stage's sums are metrics; those of a tenant and configuration set are
 * figures in the log. No count, gauge or log line holds an address, subject or body.
 */
export interface Count {
  readonly name:
    | 'Sent'
    /** Recipients of `Sent` whose mail went by SMTP and not by SES: no event tells of it. */
    | 'SentBySmtp'
    | 'Delivered'
    /** Recipients that bounced permanently; the bounce rate counts them. */
    | 'Bounced'
    /**
     * Recipients that bounced softly (Transient, Undetermined), or that SES's address validation
     * takes for non-existent.
     */
    | 'SoftBounced'
    | 'Complained'
    | 'Rejected'
    | 'Throttled'
    | 'Suppressed'
    | 'Deferred'
    /** Messages taken off their queue until they are released. */
    | 'Held'
    /**
     * Calls to SES with an unknown outcome, until SES's events tell it or the settle time ends.
     */
    | 'Unsettled'
    | 'Duplicate'
    /** Messages that came under the id of another message. */
    | 'Conflict'
    /**
     * Messages that wait because a table, queue or bucket of the pipeline refuses the function: a
     * permission or key is wrong, or the store is missing.
     */
    | 'StoreRefused'
    | 'Failed'
    /**
     * All opens and clicks. `…ByHuman` and `…ByBot` count those of them of which SES says whether a
     * person or a program caused them.
     */
    | 'Opened'
    | 'OpenedByHuman'
    | 'OpenedByBot'
    | 'Clicked'
    | 'ClickedByHuman'
    | 'ClickedByBot'
    | 'Delayed'
    | 'RenderingFailed'
    /** Dead letters moved to the bucket before SQS deletes them. */
    | 'Kept'
    /** Messages of unread or crowded queues, re-enqueued before SQS deletes them. */
    | 'Renewed'
    /** Messages of either kind that could not be saved yet. */
    | 'Unkept'
    /** Mails to the unsubscribe mailbox without a token of the pipeline. */
    | 'UnsubscribeMailDropped'
    /** Pipeline events that could not be published; those that are kept back come again. */
    | 'Unpublished';
  readonly value: number;
  readonly tenantId?: string;
  readonly configurationSet?: string;
}

export type CountMetric = (count: Count) => void;

/**
 * A gauge for CloudWatch: of the pipeline's own account, or of the account or tenant that is
 * named.
 */
export interface Gauge {
  readonly name:
    | /** Share of the 24-hour quota that is used or reserved; percent. */
    'QuotaUsed'
    /** Rate in force; recipients per second. */
    | 'SendRate'
    /** How far ahead the next free slot lies; ms. */
    | 'LedgerLag'
    /** Share of the last 24 hours' recipients, of the stage or of a tenant; percent. */
    | 'BounceRate'
    | 'ComplaintRate'
    /** Standing of the account or tenant: 0 healthy, 1 warned, 2 paused. */
    | 'Standing'
    /** Dead letters in the bucket. */
    | 'KeptLetters'
    /** Ways of mail and feedback that the canary finds broken, 0 to 3. */
    | 'CanaryBroken'
    /** Age of the last event that a canary brought back, of the way whose event is oldest; s. */
    | 'CanaryEventAge';
  readonly value: number;
  readonly account?: string;
  readonly tenantId?: string;
  /** An operator has to act, so the gauge is a metric even when tenants have none of their own. */
  readonly needsPerson?: boolean;
}

export type GaugeMetric = (gauge: Gauge) => void;

/**
 * Writes one log line. Fields are ids, states, counts and codes, never an address, subject or body.
 */
export type Log = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
