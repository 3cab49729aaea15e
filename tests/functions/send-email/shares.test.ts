import { describe, expect, it } from '@jest/globals';
import { bodyOf, noon, sendingWorld } from '../../fakes/sending-world.ts';

const mailOf = (tenantId: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    bodyOf({ tenantId, messageId: `${tenantId}-${index}`, stream: 'notifications' }),
  );

const world = (rateShare: number, rate = 14) => {
  const made = sendingWorld({ rate });
  made.settings.set('acme', { budget: { rateShare } });
  const sentOf = (tenantId: string): readonly number[] =>
    made.mails
      .filter(({ mail }) => mail.tags['pipeline-tenant'] === tenantId)
      .map(({ atMs }) => atMs);
  const bulk = (bodies: readonly string[], ports = {}) =>
    made.deliver(bodies, { lane: 'bulk', ports });
  return { ...made, sentOf, bulk };
};

describe('a share of the rate', () => {
  it('bounds the mail of its tenant while mail of others waits, and puts the rest back in its order', async () => {
    const { bulk, sentOf, budgets, deadLetters, held, sum } = world(0.1);

    const results = await bulk([...mailOf('acme', 12), ...mailOf('zeta', 40)]);

    const acme = results.slice(0, 12);
    const untilMs = acme.flatMap((result) => (result.kind === 'again' ? [result.untilMs] : []));
    expect(sentOf('zeta')).toHaveLength(40);
    expect(sentOf('acme')).toHaveLength(2);
    expect(acme.slice(0, 2).map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(untilMs).toHaveLength(10);
    expect(untilMs).toEqual(untilMs.toSorted((one, other) => one - other));
    expect(Math.max(...untilMs)).toBeLessThan(noon + 30_000);
    expect([deadLetters.length, held.size, sum('Deferred')]).toEqual([0, 0, 10]);
    expect(budgets.writes).toMatchObject({ taken: 1, refused: 0, givenBack: 0, linedUp: 1 });
  });

  it('is no bound for a tenant that is alone', async () => {
    const { bulk, sentOf, budgets } = world(0.1);

    const results = await bulk(mailOf('acme', 28));

    const times = sentOf('acme');
    expect(results.filter(({ kind }) => kind === 'again')).toEqual([]);
    expect(times).toHaveLength(28);
    expect(Math.max(...times) - noon).toBeLessThan(2_500);
    expect(budgets.writes).toMatchObject({ taken: 1, linedUp: 0 });
  });

  it('costs no write where its tenant is seen to have no room in it', async () => {
    const { bulk, budgets } = world(0.01);
    await bulk(mailOf('acme', 1));
    const { taken } = budgets.writes;

    await bulk([bodyOf({ tenantId: 'acme', messageId: 'next', stream: 'notifications' })]);

    expect(budgets.writes).toMatchObject({ taken, refused: 0, linedUp: 0 });
  });

  it('is charged with the budget in one write, and the budget gets back what went back to the queue', async () => {
    const { bulk, settings, budgets, sentOf } = world(0.1);
    settings.set('acme', { budget: { rateShare: 0.1, perDay: 100 } });

    await bulk([...mailOf('acme', 12), ...mailOf('zeta', 40)]);

    expect(sentOf('acme')).toHaveLength(2);
    expect(budgets.useOf('acme').dayUsed).toBe(2);
    expect(budgets.writes).toMatchObject({ taken: 1, refused: 1, givenBack: 1 });
  });

  it('that cannot be charged with its mail waiting makes no other tenant wait', async () => {
    const { bulk, ports, sentOf } = world(0.1);
    const budgets = { ...ports.budgets, charge: () => Promise.reject(new Error('unreachable')) };

    const results = await bulk([...mailOf('acme', 1), ...mailOf('zeta', 1)], { budgets });

    expect(results.map(({ kind }) => kind)).toEqual(['again', 'done']);
    expect(sentOf('zeta')).toHaveLength(1);
  });

  it('of a run that dies after the charge waits for what its batch had charged, and no other tenant', async () => {
    const { bulk, sentOf, sleep, budgets } = world(0.1);
    const claimPart = () => Promise.reject(new Error('gone'));
    await bulk([...mailOf('acme', 2), ...mailOf('zeta', 1)], { claimPart });
    const tatMs = budgets.useOf('acme').tatMs;
    expect(tatMs).toBeCloseTo(noon + (2 * 10_000) / 14, 3);
    await sleep(1_500);

    await bulk([...mailOf('acme', 2), ...mailOf('zeta', 1)]);

    expect([sentOf('acme').length, sentOf('zeta').length]).toEqual([2, 1]);
    expect(budgets.useOf('acme').tatMs).toBeGreaterThan(tatMs);
  });

  it('whose line cannot be reached puts its mail back all the same', async () => {
    const { bulk, ports, sentOf, lines } = world(0.1);
    const budgets = { ...ports.budgets, lineUp: () => Promise.reject(new Error('unreachable')) };

    const results = await bulk([...mailOf('acme', 12), ...mailOf('zeta', 40)], { budgets });

    expect(results.filter(({ kind }) => kind === 'again')).toHaveLength(10);
    expect(sentOf('zeta')).toHaveLength(40);
    expect(lines.join()).not.toContain('@');
  });

  it('lets the other mail of its tenant go before, in the transactional lane', async () => {
    const { bulk, deliver, sentOf } = world(0.1);
    await bulk([...mailOf('acme', 12), ...mailOf('zeta', 20)]);
    const before = sentOf('acme').length;

    const [code] = await deliver([bodyOf({ tenantId: 'acme', messageId: 'code' })]);

    expect(code?.kind).toBe('done');
    expect(sentOf('acme')).toHaveLength(before + 1);
  });

  it.each([
    ['does not keep', 'acme', false],
    ['keeps', 'zeta', true],
  ])(
    '%s bulk mail out for a full transactional batch of which most is of %s',
    async (_what, tenantId, isBusy) => {
      const { deliver, ledger, memory } = world(0.01);
      const before = memory.last ?? ledger.now();
      if (before !== undefined) ledger.set({ ...before, tatMs: noon + 1_000 });
      const codes = (of: string, count: number) =>
        Array.from({ length: count }, (_, index) =>
          bodyOf({ tenantId: of, messageId: `${of}-code-${index}` }),
        );

      await deliver([...codes(tenantId, 9), ...codes('yoga', 1)]);

      expect((ledger.now()?.busyUntilMs ?? 0) > noon).toBe(isBusy);
    },
  );

  it('costs nothing where no tenant of the batch has one', async () => {
    const { bulk, sentOf, budgets } = world(0.1);

    await bulk([...mailOf('zeta', 20), ...mailOf('yoga', 20)]);

    expect([sentOf('zeta').length, sentOf('yoga').length]).toEqual([20, 20]);
    expect(budgets.writes).toEqual({ taken: 0, refused: 0, givenBack: 0, marked: 0, linedUp: 0 });
  });
});
