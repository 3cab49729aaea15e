/**
 * Counts, gauges and log lines. No address, subject or body is in any of them.
 */

/**
 * Counts for CloudWatch: of the stage as a metric, of a tenant and a configuration set in the log.
 */
export interface Count {
  readonly name:
    | 'Sent'
    | 'Delivered'
    /** Recipients that SES will never reach: what the bounce rate is made of. */
    | 'Bounced'
    /**
     * Recipients that SES gave up on for now (Transient, Undetermined), or takes for non-existent
     * by its validation.
     */
    | 'SoftBounced'
    | 'Complained'
    | 'Rejected'
    | 'Throttled'
    | 'Suppressed'
    | 'Deferred'
    /** Messages taken off their queue until somebody releases them. */
    | 'Held'
    /**
     * Calls to SES of which it is not known whether it took the mail; its events tell, or the
     * settle time ends.
     */
    | 'Unsettled'
    | 'Duplicate'
    /** Messages that came under the id of another one. */
    | 'Conflict'
    /**
     * Messages that wait because a table, a queue or a bucket of the pipeline refuses the function:
     * permission, key, or it is missing.
     */
    | 'StoreRefused'
    | 'Failed'
    /**
     * All opens and clicks, whoever it was; beside them those of which SES says whether it was a
     * person or a program.
     */
    | 'Opened'
    | 'OpenedByHuman'
    | 'OpenedByBot'
    | 'Clicked'
    | 'ClickedByHuman'
    | 'ClickedByBot'
    | 'Delayed'
    | 'RenderingFailed'
    /** Dead letters put into the bucket before SQS deletes them. */
    | 'Kept'
    /** Messages that nobody reads, put on their queue anew before SQS deletes them. */
    | 'Renewed'
    /** Those of either kind that could not be saved yet. */
    | 'Unkept';
  readonly value: number;
  readonly tenantId?: string;
  readonly configurationSet?: string;
}

export type CountMetric = (count: Count) => void;

/**
 * Figures for CloudWatch that say how things stand, of the pipeline's own account, or of the
 * account or tenant that is named.
 */
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
    | 'Standing'
    /** Dead letters in the bucket. */
    | 'KeptLetters';
  readonly value: number;
  readonly account?: string;
  readonly tenantId?: string;
  /** Somebody has to look at it, so it is a metric of its own even where tenants have none. */
  readonly needsPerson?: boolean;
}

export type GaugeMetric = (gauge: Gauge) => void;

/**
 * One line of the log. Fields are ids, states, counts and codes, never an address, subject or body.
 */
export type Log = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
