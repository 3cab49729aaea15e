import type { BudgetUse } from './budget-use.ts';
import { monthOf } from './calendar.ts';
import type { Limits } from './limits.ts';
import { permitsShare, type ShareCharge, takeShare } from './share.ts';

/** One conditional write that charges recipients to a tenant's budget, or to its share of the rate. */
export interface Charge {
  /** Undefined where nothing limits the tenant's day and month. */
  readonly counts?: CountCharge | undefined;
  /** Undefined where no mail is within a share. */
  readonly share?: ShareCharge | undefined;
}

/**
 * The part of a charge that counts recipients of a day and a month.
 *
 * DynamoDB's expressions cannot choose, so there are three branches, picked by the item as last
 * seen: counts of an earlier day, or month, begin anew. A wrong guess costs one failed write, after
 * which the item is read.
 */
export interface CountCharge {
  readonly branch: 'same-day' | 'new-day' | 'new-month';
  /** UTC day, since 1970. */
  readonly day: number;
  readonly month: number;
  readonly count: number;
  readonly limits: Limits;
}

/**
 * Charges `count` recipients on a UTC day.
 *
 * @param seen - the item; undefined when it was not read. Then it most likely is of this day
 */
export const countChargeOf = (
  seen: BudgetUse | undefined,
  { day, count, limits }: Pick<CountCharge, 'day' | 'count' | 'limits'>,
): CountCharge => ({ branch: branchOf(seen, day), day, month: monthOf(day), count, limits });

const branchOf = (seen: BudgetUse | undefined, day: number): CountCharge['branch'] => {
  if (seen === undefined || seen.day === day) return 'same-day';
  return seen.month === monthOf(day) ? 'new-day' : 'new-month';
};

/**
 * Whether the write would go through. `shared/aws/budgets/charge.ts` repeats this as its DynamoDB
 * condition.
 */
export const permits = (use: BudgetUse, { counts, share }: Charge): boolean =>
  (counts === undefined || permitsCounts(use, counts)) &&
  (share === undefined || permitsShare(use.tatMs, share));

const permitsCounts = (
  use: BudgetUse,
  { branch, day, month, count, limits }: CountCharge,
): boolean => {
  const fits = (used: number, most: number): boolean => used <= most - count;
  switch (branch) {
    case 'same-day':
      return (
        use.day === day && fits(use.dayUsed, limits.perDay) && fits(use.monthUsed, limits.perMonth)
      );
    case 'new-day':
      return (
        use.day < day &&
        use.month === month &&
        fits(0, limits.perDay) &&
        fits(use.monthUsed, limits.perMonth)
      );
    case 'new-month':
      return use.month < month && fits(0, limits.perDay) && fits(0, limits.perMonth);
    default:
      return branch satisfies never;
  }
};

/** The item after the write. `shared/aws/budgets/charge.ts` repeats this as its update. */
export const take = (use: BudgetUse, { counts, share }: Charge): BudgetUse => {
  const counted = counts === undefined ? use : takeCounts(use, counts);
  return share === undefined ? counted : { ...counted, tatMs: takeShare(use.tatMs, share) };
};

const takeCounts = (use: BudgetUse, { branch, day, month, count }: CountCharge): BudgetUse => ({
  ...use,
  day,
  dayUsed: (branch === 'same-day' ? use.dayUsed : 0) + count,
  month,
  monthUsed: (branch === 'new-month' ? 0 : use.monthUsed) + count,
});

/** Recipients charged on a UTC day and not sent to. */
export interface GiveBack {
  readonly day: number;
  readonly count: number;
}

/**
 * The item after a charge is given back: unchanged once the day is over, when its count is void.
 * `shared/aws/budgets/give-back.ts` repeats this.
 */
export const giveBackTo = (use: BudgetUse, { day, count }: GiveBack): BudgetUse =>
  use.day === day
    ? { ...use, dayUsed: use.dayUsed - count, monthUsed: use.monthUsed - count }
    : use;
