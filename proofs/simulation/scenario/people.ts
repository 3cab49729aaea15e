import type { BudgetSettings } from '../../../shared/budgets/budget-settings.ts';
import { tenants } from '../tenants.ts';
import type { Dice } from '../world/dice.ts';
import {
  dayMs,
  hourMs,
  minuteMs,
  type Span,
  type TenantBudget,
  type TenantPause,
  type TenantShare,
} from './scenario.ts';
import { anyBurst, anyTime, type Times } from './times.ts';

export const drawPause = (dice: Dice, times: Times): TenantPause => {
  const atMs = anyTime(times, dice);
  const tenantId = dice.pick(tenants);
  return { tenantId, atMs, untilMs: atMs + dice.between(minuteMs, 3 * hourMs) };
};

/** A pause while mail of the tenant waits for its slots. */
export const drawBusyPause = (dice: Dice, times: Times): TenantPause => {
  const atMs = anyBurst(times, dice) + dice.between(1_000, 20_000);
  const untilMs = atMs + dice.between(minuteMs, 10 * minuteMs);
  return { tenantId: dice.pick(tenants), atMs, untilMs };
};

/** A pause by an operator who sees mail stuck, resumed before the incident is over. */
export const drawPauseInIncident = (dice: Dice, { fromMs, untilMs }: Span): TenantPause => ({
  tenantId: dice.pick(tenants),
  atMs: dice.between(fromMs, (fromMs + untilMs) / 2),
  untilMs: dice.between((fromMs + untilMs) / 2, untilMs),
});

/**
 * A closure that begins before the account is paused: a queue closed by a person must not be taken
 * for one closed by the pipeline.
 */
export const longClosure = (startMs: number): Span => ({
  fromMs: startMs + dayMs / 4,
  untilMs: startMs + 18.25 * dayMs,
});

/**
 * Budgets of some tenants in a third of the histories: of a day, of a month, or a warm-up; so small
 * that some of their mail is over them.
 */
export const drawBudgets = (dice: Dice, startMs: number): readonly TenantBudget[] => {
  if (!dice.chance(1 / 3)) return [];
  const startsOn = new Date(startMs).toISOString().slice(0, 10);
  const recipients = (): number => dice.whole(5, 60);
  return tenants
    .filter(() => dice.chance(0.6))
    .map((tenantId) => ({
      tenantId,
      settings: dice.pick<BudgetSettings>([
        { budget: { perDay: recipients() } },
        { budget: { perDay: recipients(), over: 'refuse' } },
        { budget: { perDay: recipients(), perMonth: 2 * recipients() } },
        { warmUp: { startsOn, firstDay: recipients(), growthPerDay: 1.3 } },
      ]),
    }));
};

/** Shares of the rate of some tenants in a quarter of the histories. */
export const drawShares = (dice: Dice): readonly TenantShare[] => {
  if (!dice.chance(1 / 4)) return [];
  return tenants
    .filter(() => dice.chance(0.5))
    .map((tenantId) => ({ tenantId, rateShare: dice.pick([0.02, 0.1, 0.5]) }));
};
