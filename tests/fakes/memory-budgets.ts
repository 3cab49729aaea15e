import { type BudgetUse, type HeldMark, unused } from '../../shared/budgets/budget-use.ts';
import { giveBackTo, permits, take } from '../../shared/budgets/charge.ts';
import type { BudgetStore, HeldMarks } from '../../shared/budgets/ports.ts';
import type { Lane } from '../../shared/email/streams.ts';
import { withPlace } from '../../shared/pacing/waiting-line.ts';

/** Budgets in memory, with the conditions of the table; counts its writes. */
export const memoryBudgets = () => {
  const uses = new Map<string, BudgetUse>();
  const useOf = (tenantId: string): BudgetUse => uses.get(tenantId) ?? unused;
  const writes = { taken: 0, refused: 0, givenBack: 0, marked: 0, linedUp: 0 };
  const lineEnds = new Map<`${string} ${Lane}`, number>();
  const setHeld = (tenantId: string, held: HeldMark | undefined): void =>
    void uses.set(tenantId, { ...useOf(tenantId), held });
  const store: BudgetStore & HeldMarks = {
    charge: async (tenantId, wish) => {
      const use = useOf(tenantId);
      if (!permits(use, wish)) {
        writes.refused += 1;
        return { kind: 'refused', use };
      }
      writes.taken += 1;
      uses.set(tenantId, take(use, wish));
      return { kind: 'taken', tatMs: wish.share === undefined ? 0 : useOf(tenantId).tatMs };
    },
    giveBack: async (tenantId, back) => {
      writes.givenBack += 1;
      uses.set(tenantId, giveBackTo(useOf(tenantId), back));
    },
    lineUp: async (tenantId, place) => {
      writes.linedUp += 1;
      const line = `${tenantId} ${place.lane}` as const;
      const placed = withPlace(lineEnds.get(line), place);
      if (placed !== undefined) lineEnds.set(line, placed.endMs);
      return placed?.startMs;
    },
    markHeld: async (tenantId, mark) => {
      writes.marked += 1;
      setHeld(tenantId, mark);
    },
    listHeld: async () =>
      [...uses].flatMap(([tenantId, use]) =>
        use.held === undefined ? [] : [{ tenantId, use, mark: use.held }],
      ),
    changeMark: async (tenantId, seen, next) => {
      if (useOf(tenantId).held?.atMs === seen.atMs) setHeld(tenantId, next);
    },
  };
  return {
    store,
    writes,
    useOf,
    set: (tenantId: string, use: BudgetUse) => uses.set(tenantId, use),
  };
};
