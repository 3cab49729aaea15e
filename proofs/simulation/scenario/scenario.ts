import type { ServiceFaults } from '../models/service.ts';
import type { SesFaults } from '../models/ses-network.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** A stretch of time; epoch milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Something that happens to the account, from outside. */
export type AccountChange =
  | {
      readonly kind: 'limits';
      readonly atMs: number;
      readonly ratePerSecond: number;
      readonly max24Hours: number;
    }
  | { readonly kind: 'pause'; readonly atMs: number; readonly untilMs: number }
  /** Somebody else sends so many recipients with the same account, evenly over the time. */
  | {
      readonly kind: 'foreign';
      readonly atMs: number;
      readonly untilMs: number;
      readonly recipients: number;
    };

/** While it lasts, much goes wrong. */
export interface Storm extends Span {
  readonly table: ServiceFaults;
  readonly ses: SesFaults;
}

/** An operator pauses a tenant's mail for a time. */
export interface TenantPause {
  readonly tenantId: string;
  readonly atMs: number;
  readonly untilMs: number;
}

/** What a seed decides of a history before it begins. Times are epoch milliseconds. */
export interface Scenario {
  readonly seed: number;
  readonly startMs: number;
  /** No mail comes, and nothing goes wrong, after this. */
  readonly calmFromMs: number;
  readonly messages: number;
  readonly reuse: 'seldom' | 'often';
  /** When most of the mail comes. */
  readonly bursts: readonly number[];
  readonly ratePerSecond: number;
  /** -1 is no limit. */
  readonly max24Hours: number;
  readonly table: ServiceFaults;
  readonly queues: ServiceFaults;
  readonly ses: SesFaults;
  readonly storms: readonly Storm[];
  readonly changes: readonly AccountChange[];
  readonly pauses: readonly TenantPause[];
  /**
   * A person keeps the bulk queue from being read for longer than SQS keeps a message; only in long
   * histories.
   */
  readonly closedBulk: Span | undefined;
  /**
   * While mail waits for its slot its tenant is paused, somebody asks for no more, or it expires.
   */
  readonly isHasty: boolean;
  /** A tenant posts forged feedback on its own topic, and in the name of others. */
  readonly isForged: boolean;
  /** Probability that a container of the sender dies at a request. */
  readonly killChance: number;
  /** Clocks of machines are off by up to this; ms. */
  readonly clockOffsetMs: number;
  /**
   * Probability that a queue hands a message out twice, and that a service puts one on it twice.
   */
  readonly duplicates: number;
  readonly publishing: {
    readonly medianMs: number;
    readonly longestMs: number;
    readonly duplicates: number;
  };
  /**
   * Events of SES may be missing longer than the settle time, because they are lost or their
   * recorders die: only then may a mail whose outcome was unknown go out twice.
   */
  readonly eventsMayBeMissing: boolean;
  readonly lostEvents: number;
  /**
   * While it lasts SES takes mail and mostly does not say so, and its events come when it is over;
   * only where events may be missing.
   */
  readonly incident: Span | undefined;
  /** Probability that a container of a recorder dies at a request, and faults of its tables. */
  readonly recorder: { readonly killChance: number; readonly table: ServiceFaults };
}

export interface ScenarioSize {
  readonly days: number;
  readonly messagesPerDay: number;
  /** How often an id is used again, for the same mail or for another; `seldom` by default. */
  readonly reuse?: 'seldom' | 'often';
}

/** A history of so many days has the account paused for longer than SQS keeps a message. */
export const manyDays = 20;
