import type { Accepted } from '../../models/ses.ts';
import type { Errand } from '../../traffic.ts';
import type { Report } from '../violation.ts';

/** One of several mails that producers enqueued under one id. */
export interface Rival {
  readonly errand: Errand;
  /** Number of its dead letters. */
  deadLetters: number;
  /** One of its dead letters says that the id belongs to another mail. */
  isRefused: boolean;
}

/** Departure of mail to these recipients for SES, whatever its outcome. */
interface Departure {
  readonly atMs: number;
  readonly mark: string;
  readonly recipients: readonly string[];
}

/** A message, as known from outside the pipeline. */
export interface Case {
  readonly subject: string;
  /** Mails by {@link Errand.mark}; several where an id was used again for another mail. */
  readonly rivals: Map<string, Rival>;
  readonly accepted: (Accepted & { readonly departedMs: number })[];
  readonly departures: Departure[];
  /** Copies enqueued, of all mails under the id. */
  copies: number;
  /**
   * Part → the tries, by arrival of their copy, in which SES refused it for good according to the
   * table.
   */
  readonly refusals: Map<string, Set<number>>;
  /** Releases by the end of a pause. */
  endsOfPauses: number;
  /** Releases by a person, who accepts that the mail may be sent twice. */
  readonly releasedMs: number[];
}

export interface MailAuditOptions {
  readonly now: () => number;
  readonly report: Report;
  readonly settleMs: number;
  readonly eventsMayBeMissing: boolean;
  readonly runsMayDie: boolean;
  /** A dead letter may be put twice when the answer to it is lost. */
  readonly answersMayBeLost: boolean;
  /** Events of accepted mail may be lost: the table may then lag behind the truth. */
  readonly eventsMayBeLost: boolean;
}

/** All mail of a history, and the facts that decide about it. */
export interface MailBook extends MailAuditOptions {
  /** By `tenant#message`. */
  readonly cases: Map<string, Case>;
  /** By {@link suppressionKey}. */
  readonly suppressedSinceMs: Map<string, number>;
  readonly softlySuppressed: Set<string>;
  /** By tenant. */
  readonly pausedSinceMs: Map<string, number>;
  /** Tenants whose mail is refused when it is over their budget. */
  readonly refusing: Set<string>;
  /** SES ids with a recorded and acknowledged event. */
  readonly acknowledged: Set<string>;
  /** Time of the newest call whose Send event is in the table, by SES's clock. */
  newestCallMs: number;
  /** Messages whose events a recorder could not write, because the table was unreachable. */
  readonly withheld: Set<string>;
}

export const newMailBook = (options: MailAuditOptions): MailBook => ({
  ...options,
  cases: new Map(),
  suppressedSinceMs: new Map(),
  softlySuppressed: new Set(),
  pausedSinceMs: new Map(),
  refusing: new Set(),
  acknowledged: new Set(),
  newestCallMs: Number.NEGATIVE_INFINITY,
  withheld: new Set(),
});

export const newCase = (subject: string): Case => ({
  subject,
  rivals: new Map(),
  accepted: [],
  departures: [],
  copies: 0,
  refusals: new Map(),
  endsOfPauses: 0,
  releasedMs: [],
});

/** Tries of a message: each enqueued copy and each release; runs do not count. */
export const triesOf = ({ copies, releasedMs, endsOfPauses }: Case): number =>
  copies + releasedMs.length + endsOfPauses;

export const suppressionKey = (address: string, scope: string): string => `${address} ${scope}`;

/** Difference of two corrected clocks, at most; ms. */
export const clockToleranceMs = 2_000;
