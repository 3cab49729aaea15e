import type { Lane } from '../../shared/email/streams.ts';
import { applyCut, permitsCut } from '../../shared/pacing/cut.ts';
import type { Ledger } from '../../shared/pacing/ledger.ts';
import type { LedgerStore } from '../../shared/pacing/ledger-store.ts';
import { applyRebase, permitsRebase } from '../../shared/pacing/rebase.ts';
import { permits, take } from '../../shared/pacing/reservation.ts';
import { withPlace } from '../../shared/pacing/waiting-line.ts';

/** The send ledger in memory, with the conditions of the table; counts its writes. */
export const memoryLedger = (first: Ledger | undefined) => {
  let ledger = first;
  let turnAtMs = Number.NEGATIVE_INFINITY;
  const lineEnds = new Map<Lane, number>();
  const writes = { taken: 0, refused: 0 };
  const store: LedgerStore = {
    read: async () => ledger,
    create: async (fresh) => {
      ledger ??= fresh;
    },
    reserve: async (wish) => {
      if (ledger === undefined) return { kind: 'missing' };
      if (!permits(ledger, wish)) {
        writes.refused += 1;
        return { kind: 'refused', ledger };
      }
      writes.taken += 1;
      ledger = take(ledger, wish);
      return { kind: 'taken', ledger };
    },
    cut: async (from, cut) => {
      if (ledger === undefined || !permitsCut(ledger, from)) return;
      ledger = applyCut(ledger, cut);
    },
    lineUp: async (place) => {
      const placed = withPlace(lineEnds.get(place.lane), place);
      if (placed !== undefined) lineEnds.set(place.lane, placed.endMs);
      return placed?.startMs;
    },
    rebase: async (change) => {
      if (ledger === undefined || !permitsRebase(ledger, change)) return false;
      ledger = applyRebase(ledger, change);
      return true;
    },
    heal: async (seenTatMs, nowMs) => {
      if (ledger !== undefined && Math.abs(ledger.tatMs - seenTatMs) <= 0.01)
        ledger = { ...ledger, tatMs: nowMs };
    },
    recordStoppedLanes: async (stoppedLanes) => {
      if (ledger !== undefined) ledger = { ...ledger, stoppedLanes };
    },
    takeTurn: async (nowMs, freeSinceMs) => {
      if (turnAtMs > freeSinceMs) return false;
      turnAtMs = nowMs;
      return true;
    },
  };
  return { store, writes, now: () => ledger, set: (changed: Ledger) => (ledger = changed) };
};
