import type { BudgetStore } from '../../shared/budgets/ports.ts';
import { hasOthers, type ShareMemory } from '../../shared/budgets/share-memory.ts';
import type { LedgerStore } from '../../shared/pacing/ledger-store.ts';
import type { SlotPatience } from '../../shared/pacing/pace.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { SendingAccount } from '../../shared/tenants/ports.ts';

export interface SpareSlotsPorts {
  readonly budgets: Pick<BudgetStore, 'lineUp'>;
  readonly shares: ShareMemory;
  readonly clock: Pick<Clock, 'now'>;
}

/** How mail of one tenant that is over its share of the rate waits for spare slots. */
export interface SpareSlots {
  /** The ledger of the account, with a waiting line of the tenant's own. */
  readonly ledger: LedgerStore;
  readonly patience: () => SlotPatience;
}

/**
 * How long mail waits in its run after the last spare slot, ms, and in intervals of the account for
 * one whose slots are seconds apart. Among mail of others, whoever took none lately does not wait:
 * most likely the others take all slots, and their mail needs the containers.
 */
const waits = { alone: { ms: 5_000, slots: 10 }, amongOthers: { ms: 1_000, slots: 2 } } as const;

/** Longest wait for room in the tenant's share, because others may stop to send before; ms. */
const longestShareWaitMs = 30_000;

/**
 * Lets mail over its tenant's share wait in its run as long as there are spare slots. Then it goes
 * back to its queue, in a line of the tenant's own, so that containers stay free for the mail of
 * others. The line moves at the rate of the account, so that the tenant has it as soon as the others
 * stop.
 *
 * @param patience - of the account
 */
export const spareSlotsFor = (
  { budgets, shares, clock }: SpareSlotsPorts,
  { name, ledger, memory }: Pick<SendingAccount, 'name' | 'ledger' | 'memory'>,
  tenantId: string,
  patience: () => SlotPatience,
): SpareSlots => {
  const startedMs = clock.now();
  const isFruitless = (): boolean => {
    const nowMs = clock.now();
    const isAmong = hasOthers(shares, name, tenantId, nowMs);
    const { ms, slots } = waits[isAmong ? 'amongOthers' : 'alone'];
    const lastMs = shares.spareSlots.get(name) ?? 0;
    const sinceMs = isAmong ? lastMs : Math.max(lastMs, startedMs);
    return nowMs - sinceMs > Math.max(ms, slots * (memory.last?.intervalMs ?? 0));
  };
  return {
    ledger: {
      ...ledger,
      reserve: async (wish) => {
        const answer = await ledger.reserve(wish);
        if (answer.kind === 'taken') shares.spareSlots.set(name, answer.ledger.tatMs);
        return answer;
      },
      lineUp: async (place) => {
        const startMs = await budgets.lineUp(tenantId, place);
        if (startMs === undefined) return undefined;
        const dueMs = shares.tats.get(tenantId) ?? place.nowMs;
        return Math.max(startMs, Math.min(dueMs, place.nowMs + longestShareWaitMs));
      },
    },
    patience: () => (isFruitless() ? 'spent' : patience()),
  };
};
