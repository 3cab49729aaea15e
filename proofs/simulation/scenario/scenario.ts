import type { BudgetSettings } from '../../../shared/budgets/budget-settings.ts';
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

/** A change of the account from outside. */
export type AccountChange =
  | {
      readonly kind: 'limits';
      readonly atMs: number;
      readonly ratePerSecond: number;
      readonly max24Hours: number;
    }
  | { readonly kind: 'pause'; readonly atMs: number; readonly untilMs: number }
  /** Another program sends to so many recipients with the same account, evenly over the time. */
  | {
      readonly kind: 'foreign';
      readonly atMs: number;
      readonly untilMs: number;
      readonly recipients: number;
    };

/** A time with many faults. */
export interface Storm extends Span {
  readonly table: ServiceFaults;
  readonly ses: SesFaults;
}

/** A pause of a tenant by an operator. */
export interface TenantPause {
  readonly tenantId: string;
  readonly atMs: number;
  readonly untilMs: number;
}

/** A budget of a tenant. An operator lifts it when no more mail comes. */
export interface TenantBudget {
  readonly tenantId: string;
  readonly settings: BudgetSettings;
}

/** A share of the rate of a tenant; lifted like a budget. */
export interface TenantShare {
  readonly tenantId: string;
  readonly rateShare: number;
}

/** A back-up SMTP provider for all streams. */
export interface WayOutScenario {
  readonly ratePerSecond: number;
  readonly faults: SesFaults;
  /** Times in which all mail goes by it, by an operator's word. */
  readonly uses: readonly Span[];
}

/** Everything that a seed decides before a history begins. Times are epoch ms. */
export interface Scenario {
  readonly seed: number;
  readonly startMs: number;
  /** After this no mail comes and nothing goes wrong. */
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
  readonly budgets: readonly TenantBudget[];
  readonly shares: readonly TenantShare[];
  /** {@link ScenarioSize.isContended} */
  readonly isContended: boolean;
  /** A back-up SMTP provider; undefined in most histories. */
  readonly wayOut?: WayOutScenario | undefined;
  /**
   * Time in which a person keeps the bulk queue closed, longer than SQS's retention; only in long
   * histories.
   */
  readonly closedBulk: Span | undefined;
  /**
   * Whether tenants are paused, recipients opt out, or mail expires while mail waits for its slot.
   */
  readonly isHasty: boolean;
  /** Whether a tenant posts forged feedback on its own topic and in the name of others. */
  readonly isForged: boolean;
  /** Probability that a container of the sender dies at a request. */
  readonly killChance: number;
  /** Largest error of a machine's clock; ms. */
  readonly clockOffsetMs: number;
  /** Probability that a queue delivers a message twice, and that a producer enqueues one twice. */
  readonly duplicates: number;
  readonly publishing: {
    readonly medianMs: number;
    readonly longestMs: number;
    readonly duplicates: number;
  };
  /**
   * Whether events of SES may be missing for longer than the settle time, because they are lost or
   * their recorders die. Only then may a mail of unknown outcome be sent twice.
   */
  readonly eventsMayBeMissing: boolean;
  readonly lostEvents: number;
  /**
   * Time in which SES accepts mail mostly without saying so, and its events arrive only afterwards;
   * only where events may be missing.
   */
  readonly incident: Span | undefined;
  /** Probability that a container of a recorder dies at a request, and faults of its tables. */
  readonly recorder: { readonly killChance: number; readonly table: ServiceFaults };
}

export interface ScenarioSize {
  readonly days: number;
  readonly messagesPerDay: number;
  /** How often an id is used again, for the same mail or another one; default `seldom`. */
  readonly reuse?: 'seldom' | 'often';
  /**
   * Whether tenants contend for the rate and nothing goes wrong, so that their shares can be checked;
   * default no.
   */
  readonly isContended?: boolean;
}

/** From this many days on a history pauses the account for longer than SQS's retention. */
export const manyDays = 20;
