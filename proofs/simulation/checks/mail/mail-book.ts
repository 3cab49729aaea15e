import type { Accepted } from '../../models/ses.ts';
import type { Errand } from '../../traffic.ts';
import type { Report } from '../violation.ts';

/** One of the mails that services have put on a queue under one id. */
export interface Rival {
  readonly errand: Errand;
  /** How often it lies among the dead letters. */
  deadLetters: number;
  /** One of them says that its id is that of another mail. */
  isRefused: boolean;
}

/** When mail to these recipients left for SES, whatever became of it. */
interface Departure {
  readonly atMs: number;
  readonly mark: string;
  readonly recipients: readonly string[];
}

/** A message, and what is known of it from outside the pipeline. */
export interface Case {
  readonly subject: string;
  /** By {@link Errand.mark}: more than one where somebody used an id again for another mail. */
  readonly rivals: Map<string, Rival>;
  readonly accepted: (Accepted & { readonly departedMs: number })[];
  readonly departures: Departure[];
  /** Copies that were put on the queue, of all mails under the id. */
  copies: number;
  /**
   * Part → the tries (by when their copy came) in which SES refused it for good, as it stands in
   * the table.
   */
  readonly refusals: Map<string, Set<number>>;
  /** How often the end of a pause released it. */
  endsOfPauses: number;
  /** When a person released it: may the mail go out twice or not, they have taken it upon them. */
  readonly releasedMs: number[];
}

export interface MailAuditOptions {
  readonly now: () => number;
  readonly report: Report;
  readonly settleMs: number;
  readonly eventsMayBeMissing: boolean;
  readonly runsMayDie: boolean;
  /** A dead letter may be put twice when its answer is lost. */
  readonly answersMayBeLost: boolean;
  /**
   * SES publishes nothing of what it took when its events are lost: what the table says may then
   * lag behind the truth.
   */
  readonly eventsMayBeLost: boolean;
}

/** All mail of a history, and what decides about it. */
export interface MailBook extends MailAuditOptions {
  /** By `tenant#message`. */
  readonly cases: Map<string, Case>;
  /** By {@link suppressionKey}. */
  readonly suppressedSinceMs: Map<string, number>;
  readonly softlySuppressed: Set<string>;
  /** By tenant. */
  readonly pausedSinceMs: Map<string, number>;
  /** SES ids of which an event was recorded and acknowledged. */
  readonly acknowledged: Set<string>;
  /** SES's time of the newest call whose Send event stands in the table. */
  newestCallMs: number;
  /** Messages whose events a recorder could not write, because the table was out of reach. */
  readonly withheld: Set<string>;
}

export const newMailBook = (options: MailAuditOptions): MailBook => ({
  ...options,
  cases: new Map(),
  suppressedSinceMs: new Map(),
  softlySuppressed: new Set(),
  pausedSinceMs: new Map(),
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

/** Each copy that is put on a queue, and each release, is a try of its own; no run is. */
export const triesOf = ({ copies, releasedMs, endsOfPauses }: Case): number =>
  copies + releasedMs.length + endsOfPauses;

export const suppressionKey = (address: string, scope: string): string => `${address} ${scope}`;

/** Two machines hold their clocks by the table's to within a second. */
export const clockToleranceMs = 2_000;
