/** Reads of an SES account that pacing needs. Each rejects when SES cannot be reached. */

/**
 * Rate and quota of an account as SES reports them, in recipients. `max24Hours` is Infinity when
 * SES sets no limit.
 */
export interface SendQuota {
  readonly max24Hours: number;
  readonly maxPerSecond: number;
  readonly sentLast24Hours: number;
}

export type GetSendQuota = () => Promise<SendQuota>;

/** State of an account as SES reports it. */
export interface AccountReading extends SendQuota {
  /** Sending is switched off, by somebody or by SES itself. */
  readonly isPaused: boolean;
  /** SES's enforcement status: HEALTHY, PROBATION or SHUTDOWN. */
  readonly enforcementStatus: string;
  /** The account may send only to verified addresses and the mailbox simulator. */
  readonly isSandbox: boolean;
}

/** Reads the account from SES, which allows one such call per second for the whole account. */
export type ReadAccount = () => Promise<AccountReading>;
