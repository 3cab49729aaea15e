import { type BudgetSettings, mostRecipients } from './budget-settings.ts';
import { dateMs, dayStartMs, utcDay } from './calendar.ts';

/** Most recipients of a UTC day, and of the month that it belongs to; Infinity is no limit. */
export interface Limits {
  readonly perDay: number;
  readonly perMonth: number;
}

/** The limits of a tenant on a UTC day; of its budget and its warm-up, the smaller counts. */
export const limitsOn = ({ budget, warmUp }: BudgetSettings, day: number): Limits => ({
  perDay: Math.min(
    budget?.perDay ?? Number.POSITIVE_INFINITY,
    warmUp === undefined ? Number.POSITIVE_INFINITY : warmUpOn(warmUp, day),
  ),
  perMonth: budget?.perMonth ?? Number.POSITIVE_INFINITY,
});

/** Most recipients of the warm-up on a UTC day; Infinity once it has outgrown every limit. */
const warmUpOn = (
  { startsOn, firstDay, growthPerDay, until }: NonNullable<BudgetSettings['warmUp']>,
  day: number,
): number => {
  const lastMs = until === undefined ? undefined : dateMs(until);
  if (lastMs !== undefined && dayStartMs(day) > lastMs) return Number.POSITIVE_INFINITY;
  const days = day - utcDay(dateMs(startsOn) ?? Number.POSITIVE_INFINITY);
  const most = Math.floor(firstDay * growthPerDay ** Math.max(0, days));
  return most > mostRecipients ? Number.POSITIVE_INFINITY : most;
};

/** Whether anything limits the tenant. */
export const isLimited = ({ perDay, perMonth }: Limits): boolean =>
  Number.isFinite(perDay) || Number.isFinite(perMonth);
