import { dayStartMs, monthOf, nextMonthMs } from './calendar.ts';
import type { Limits } from './limits.ts';

/**
 * What a tenant with a budget has used: one item per tenant, which every batch of its mail writes
 * once. Counts of an earlier day or month are void.
 */
export interface BudgetUse {
  /** UTC day, since 1970, that `dayUsed` is of. */
  readonly day: number;
  /** Recipients charged on this day. */
  readonly dayUsed: number;
  /** Calendar month that `monthUsed` is of. */
  readonly month: number;
  readonly monthUsed: number;
  /** When the next recipient is due at the tenant's share of the rate; epoch ms, 0 when unused. */
  readonly tatMs: number;
  /** Mail may be held for want of room. */
  readonly held: HeldMark | undefined;
}

/** Under which limits mail was last held; it is released on a later day, or under higher limits. */
export interface HeldMark {
  /** Epoch ms. */
  readonly atMs: number;
  readonly day: number;
  readonly limits: Limits;
}

export const unused: BudgetUse = {
  day: 0,
  dayUsed: 0,
  month: 0,
  monthUsed: 0,
  tatMs: 0,
  held: undefined,
};

/** Recipients charged on a UTC day, and in its month. */
export const usedOn = (use: BudgetUse, day: number): Limits => ({
  perDay: use.day === day ? use.dayUsed : 0,
  perMonth: use.month === monthOf(day) ? use.monthUsed : 0,
});

/** Recipients left on a UTC day, of the day's and of its month's limit. */
const roomsOn = (use: BudgetUse, limits: Limits, day: number): Limits => {
  const used = usedOn(use, day);
  return { perDay: limits.perDay - used.perDay, perMonth: limits.perMonth - used.perMonth };
};

/** Recipients that may still be sent to on a UTC day; negative when a limit was lowered. */
export const roomOn = (use: BudgetUse, limits: Limits, day: number): number => {
  const { perDay, perMonth } = roomsOn(use, limits, day);
  return Math.min(perDay, perMonth);
};

/** Why a message is over its tenant's budget. */
export interface OverBudget {
  /** The limit that has no room for it; of both, the month's. */
  readonly per: 'day' | 'month';
  /** That limit; recipients. */
  readonly most: number;
  /** When the next day or month begins; epoch ms. */
  readonly untilMs: number;
  /** It has more recipients than the limit, so that only a higher limit lets it go out. */
  readonly isTooLarge: boolean;
}

/** Says why `recipients` have no room on a UTC day. */
export const overBudget = (
  use: BudgetUse,
  limits: Limits,
  day: number,
  recipients: number,
): OverBudget => {
  const per = recipients > roomsOn(use, limits, day).perMonth ? 'month' : 'day';
  const most = per === 'month' ? limits.perMonth : limits.perDay;
  return {
    per,
    most,
    untilMs: per === 'month' ? nextMonthMs(day) : dayStartMs(day + 1),
    isTooLarge: recipients > most,
  };
};
