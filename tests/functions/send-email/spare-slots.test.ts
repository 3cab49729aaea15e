import { describe, expect, it } from '@jest/globals';
import { spareSlotsFor } from '../../../functions/send-email/spare-slots.ts';
import { newShareMemory, rememberSeen } from '../../../shared/budgets/share-memory.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { reservation } from '../../../shared/pacing/reservation.ts';
import { memoryBudgets } from '../../fakes/memory-budgets.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';

const noon = Date.UTC(2026, 10, 21, 12);

const world = (rate = 14) => {
  let nowMs = noon;
  const ledger = newLedger({ maxPerSecond: rate, max24Hours: 50_000, sentLast24Hours: 0 }, noon);
  const { store } = memoryLedger(ledger);
  const shares = newShareMemory();
  const account = { name: 'own', ledger: store, memory: { last: ledger } };
  const ports = { budgets: memoryBudgets().store, shares, clock: { now: () => nowMs } };
  const take = () => {
    const request = { lane: 'bulk', count: 1, isFullBatch: false, takesSpare: true } as const;
    return spare.ledger.reserve(reservation(ledger, { ...request, latestStartMs: nowMs }, nowMs));
  };
  const spare = spareSlotsFor(ports, account, 'acme', () => 'whole-run');
  return {
    shares,
    spare,
    take,
    another: () => spareSlotsFor(ports, account, 'acme', () => 'whole-run'),
    at: (ms: number) => {
      nowMs = noon + ms;
    },
    see: (...tenantIds: readonly string[]) => rememberSeen(shares, 'own', tenantIds, nowMs),
  };
};

describe('spareSlotsFor', () => {
  it('waits five seconds for a spare slot, and again after each, while the tenant is alone', async () => {
    const { spare, take, at, see } = world();
    see('acme');
    at(5_000);
    expect(spare.patience()).toBe('whole-run');
    at(5_001);
    expect(spare.patience()).toBe('spent');
    await take();
    at(9_000);
    expect(spare.patience()).toBe('whole-run');
  });

  it('waits among mail of others only where its container took a spare slot in the last second', async () => {
    const { spare, take, another, at, see } = world();
    see('acme', 'zeta');
    expect(spare.patience()).toBe('spent');
    await take();
    at(900);
    expect(another().patience()).toBe('whole-run');
    at(1_500);
    expect(another().patience()).toBe('spent');
  });

  it('forgets others five seconds after their last mail', () => {
    const { another, at, see } = world();
    see('zeta');
    at(5_000);
    expect(another().patience()).toBe('spent');
    at(5_001);
    expect(another().patience()).toBe('whole-run');
  });

  it('waits longer where slots are seconds apart', () => {
    const { spare, at } = world(0.5);
    at(19_000);
    expect(spare.patience()).toBe('whole-run');
  });

  it('keeps a line per tenant, which begins when the share has room, within half a minute', async () => {
    const { spare, shares } = world();
    const place = { lane: 'bulk', nowMs: noon, durationMs: 1_000 } as const;
    expect(await spare.ledger.lineUp(place)).toBe(noon);
    expect(await spare.ledger.lineUp(place)).toBe(noon + 1_000);
    shares.tats.set('acme', noon + 7_000);
    expect(await spare.ledger.lineUp(place)).toBe(noon + 7_000);
    shares.tats.set('acme', noon + 70_000);
    expect(await spare.ledger.lineUp(place)).toBe(noon + 30_000);
  });

  it('says when the line is too long', async () => {
    const { spare } = world();
    const place = { lane: 'bulk', nowMs: noon, durationMs: 1_000_000 } as const;
    await spare.ledger.lineUp(place);
    expect(await spare.ledger.lineUp(place)).toBeUndefined();
  });
});
