import type { BudgetSettings } from '../../shared/budgets/budget-settings.ts';
import { type BudgetUse, type OverBudget, overBudget } from '../../shared/budgets/budget-use.ts';
import { dayStartMs, utcDay } from '../../shared/budgets/calendar.ts';
import {
  type ChargeBudgetPorts,
  type Charged,
  chargeBudget,
} from '../../shared/budgets/charge-budget.ts';
import { isLimited, type Limits, limitsOn } from '../../shared/budgets/limits.ts';
import { type Share, shareOf } from '../../shared/budgets/share.ts';
import type { Lane } from '../../shared/email/streams.ts';
import { type StoreFailure, storeFailureOf } from '../../shared/system/store-failure.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import type { CallCharge, Decision } from './decision.ts';
import type { Way } from './look-up.ts';
import { countedOf } from './message-facts.ts';
import type { ReadMessage } from './read-all.ts';

export interface BudgetPorts extends ChargeBudgetPorts {
  readonly log: Log;
}

/** A message, the decision on it, and its way to SES. */
export interface Decided {
  readonly read: ReadMessage;
  readonly decision: Decision;
  readonly way: Way;
}

/** What the budgets of a batch's tenants say. */
export interface BatchCharges {
  /** The decision on a message by its tenant's budget, or why the budget could not be asked. */
  readonly decide: (decided: Decided) => Decision | StoreFailure['kind'];
  /** Gives back what was charged and not sent. */
  readonly giveBack: () => Promise<void>;
}

type Send = Extract<Decision, { kind: 'send' }>;

/** The charge of one tenant's mail in a batch. */
interface Tab {
  readonly tenantId: string;
  readonly settings: BudgetSettings;
  readonly charged: Charged<Decided>;
  spent: number;
}

/**
 * Charges the mail of a batch to the budgets of its tenants, and to their shares of the rate, before
 * anything is claimed: one write per tenant that has either, none for others. A crash wastes at most
 * what one batch charged.
 */
export const chargeBudgets = async (
  ports: BudgetPorts,
  decided: readonly Decided[],
  lane: Lane,
): Promise<BatchCharges> => {
  const day = utcDay(ports.clock.now());
  const limited = decided.filter(
    ({ decision, way }) =>
      decision.kind === 'send' &&
      (isLimited(limitsOn(way.settings ?? {}, day)) || shareBy(way, lane) !== undefined),
  );
  const byTenant = Map.groupBy(limited, ({ read }) => read.message.key.tenantId);
  const tabs = new Map(
    await Promise.all(
      [...byTenant].map(
        async ([tenantId, some]) => [tenantId, await openTab(ports, tenantId, some, lane)] as const,
      ),
    ),
  );
  return {
    decide: (one) => {
      const { read, decision } = one;
      const tab = limited.includes(one) ? tabs.get(read.message.key.tenantId) : undefined;
      if (tab === undefined || decision.kind !== 'send') return decision;
      return typeof tab === 'string' ? tab : decideBy(tab, one, decision);
    },
    giveBack: async () => {
      await Promise.all(
        [...tabs.values()].map((tab) => (typeof tab === 'string' ? undefined : close(ports, tab))),
      );
    },
  };
};

/** The share of a tenant at the rate of its account, as last seen. */
const shareBy = ({ account, settings = {} }: Way, lane: Lane): Share | undefined => {
  const { last } = account.memory;
  return last === undefined ? undefined : shareOf(settings, lane, last.intervalMs);
};

const recipientsOf = ({ decision }: Decided): readonly number[] =>
  decision.kind === 'send' ? decision.parts.flatMap(({ recipients }) => recipients) : [];

/** Recipients of a message that its tenant's budget counts. */
const costOf = (one: Decided): number => countedOf(one.read.message, recipientsOf(one));

/** Recipients of a message that take slots. */
const sizeOf = (one: Decided): number => recipientsOf(one).length;

const openTab = async (
  ports: BudgetPorts,
  tenantId: string,
  decided: readonly Decided[],
  lane: Lane,
): Promise<Tab | StoreFailure['kind']> => {
  const way = decided[0]?.way;
  const settings = way?.settings ?? {};
  const share = way && shareBy(way, lane);
  try {
    const tenant = { tenantId, settings, share };
    const charged = await chargeBudget(ports, tenant, decided, { costOf, sizeOf });
    if (charged.others.length > 0 && settings.budget?.over !== 'refuse')
      await markHeld(ports, tenantId, charged);
    return { tenantId, settings, charged, spent: 0 };
  } catch (error) {
    const { kind, code } = storeFailureOf(error);
    const cause = error instanceof UnreadableItem ? error.message : code;
    ports.log('error', 'Mail of a tenant waits because its budget cannot be charged.', {
      tenantId,
      cause,
    });
    // Only a message's own item can be one that a table never takes.
    return kind === 'message' ? 'unreachable' : kind;
  }
};

/** How long a mark serves for mail that is held later; ms. Much less than the guard lets it be. */
const markServesMs = 60_000;

/** Marks the tenant before its mail is held, so that the guard looks for it. */
const markHeld = async (
  { budgets, clock, log }: BudgetPorts,
  tenantId: string,
  { use, limits, day, others }: Charged<Decided>,
): Promise<void> => {
  log('warn', 'Mail of a tenant is over its budget.', { tenantId, messages: others.length });
  const atMs = clock.now();
  if (use.held === undefined || !serves(use.held, { atMs, day, limits }))
    await budgets.markHeld(tenantId, { atMs, day, limits });
};

const serves = (
  mark: NonNullable<BudgetUse['held']>,
  now: { readonly atMs: number; readonly day: number; readonly limits: Limits },
): boolean =>
  mark.day === now.day &&
  mark.limits.perDay === now.limits.perDay &&
  mark.limits.perMonth === now.limits.perMonth &&
  now.atMs - mark.atMs < markServesMs;

const decideBy = (tab: Tab, one: Decided, decision: Send): Decision => {
  const { charged, settings } = tab;
  if (!charged.others.includes(one))
    return {
      ...decision,
      ...(isLimited(charged.limits) ? { charge: chargeOf(tab) } : {}),
      isOverShare: charged.overShare.includes(one),
    };
  const over: OverBudget = overBudget(charged.use, charged.limits, charged.day, costOf(one));
  const { suppressed, corrects, plan, parts } = decision;
  const rest = { suppressed, ...(corrects === undefined ? {} : { corrects }) };
  return settings.budget?.over === 'refuse'
    ? { kind: 'over-budget', over, isPartlySent: parts.length < (plan?.length ?? 0), ...rest }
    : { kind: 'hold', cause: { kind: 'over-budget', over }, ...rest };
};

const chargeOf = (tab: Tab): CallCharge => ({
  untilMs: dayStartMs(tab.charged.day + 1),
  spend: (recipients) => {
    tab.spent += recipients;
  },
});

/** Gives back what was not spent; when that fails, it is wasted until the day ends. */
const close = async (
  { budgets, log }: BudgetPorts,
  { tenantId, charged: { count, day }, spent }: Tab,
): Promise<void> => {
  if (spent >= count) return;
  await budgets.giveBack(tenantId, { day, count: count - spent }).catch((error: unknown) =>
    log('warn', "Recipients that were not sent to stay charged to a tenant's budget.", {
      tenantId,
      recipients: count - spent,
      cause: storeFailureOf(error).code,
    }),
  );
};
