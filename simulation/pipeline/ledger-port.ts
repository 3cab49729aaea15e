import type { LedgerStore } from '../../shared/pacing/ledger.ts';
import type { SlotAudit, SlotBook } from '../checks/slot-audit.ts';
import type { Container } from '../models/container.ts';
import type { Service } from '../models/service.ts';

export interface LedgerPortOptions {
  readonly container: Container;
  readonly table: Service;
  readonly store: LedgerStore;
  readonly audit: SlotAudit;
  /** Of the run that is under way. */
  readonly book: () => SlotBook;
}

/** The ledger as a container reaches it, with each write held against the promises. */
export const ledgerPort = ({ container, table, store, audit, book }: LedgerPortOptions): LedgerStore => {
  const read = <T>(effect: () => Promise<T>): Promise<T> => table.call(container, { item: 'ledger', kind: 'read', effect });
  const write = <T>(effect: () => Promise<T>): Promise<T> => table.call(container, { item: 'ledger', kind: 'write', effect });
  return {
    read: () => read(store.read),
    create: (ledger) => write(() => store.create(ledger)),
    reserve: (wish) =>
      write(async () => {
        const before = await store.read();
        const answer = await store.reserve(wish);
        if (answer.kind === 'taken' && before !== undefined) audit.reserve(book(), before, answer.ledger, wish);
        return answer;
      }),
    cut: (from, cut) => write(() => store.cut(from, cut)),
    rebase: (change) =>
      write(async () => {
        const before = await store.read();
        const isDone = await store.rebase(change);
        const after = await store.read();
        if (isDone && before !== undefined && after !== undefined) audit.rebase(before, after, change);
        return isDone;
      }),
    heal: (seenTatMs, nowMs) => write(() => store.heal(seenTatMs, nowMs)),
    recordStoppedLanes: (lanes) => write(() => store.recordStoppedLanes(lanes)),
    takeTurn: (nowMs, freeSinceMs) =>
      table.call(container, { item: 'turn', kind: 'write', effect: () => store.takeTurn(nowMs, freeSinceMs) }),
  };
};
