/**
 * What pacing needs of SES's account. Each rejects when SES cannot be reached.
 */

/**
 * Recipients: the quota of the account as SES tells it. `max24Hours` is Infinity when SES sets no
 * limit.
 */
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
