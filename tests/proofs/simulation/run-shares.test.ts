import { describe, expect, it } from '@jest/globals';
import { runShares, type SharesOptions } from '../../../proofs/simulation/scale/run-shares.ts';

const measure = (options: Pick<SharesOptions, 'tenants'> & Partial<SharesOptions>) =>
  runShares({
    ...{ seconds: 60, warmUpSeconds: 20, ratePerSecond: 14, containers: 3, batchSize: 10 },
    isFair: true,
    ...options,
  });

/** A backlog of one tenant that lasts. */
const noisy = { tenantId: 'noisy', messages: 3_000 };
const other = { tenantId: 'other', messages: 3_000 };

/** Mail of other tenants, so much a second. */
const lightMail = (perSecond: number) =>
  Array.from({ length: 80 }, (_, index) => ({
    tenantId: `o${index}`,
    messages: perSecond,
    comesAt: index,
  }));

describe('tenants that contend for the rate', () => {
  it.each([
    ['14 per second', { isFair: true }],
    ['14 per second, on a queue without message groups', { isFair: false }],
    ['100 per second', { ratePerSecond: 100, batchSize: 50, seconds: 20, warmUpSeconds: 10 }],
  ])('get no more than their share, and the others the rest: %s', async (_what, options) => {
    const { percentOf, utilisationPercent, violations, refusedForRate } = await measure({
      ...options,
      tenants: [{ ...noisy, rateShare: 0.1 }, other],
    });

    expect(percentOf.get('noisy')).toBeGreaterThan(9);
    expect(percentOf.get('noisy')).toBeLessThan(11);
    expect(utilisationPercent).toBeGreaterThan(99);
    expect([violations, refusedForRate]).toEqual([0, 0]);
  });

  it('get no more than their share at one a second, and nearly all of it', async () => {
    const { percentOf } = await measure({
      ...{ ratePerSecond: 1, seconds: 600 },
      tenants: [{ ...noisy, rateShare: 0.2 }, other],
    });

    expect(percentOf.get('noisy')).toBeGreaterThan(16);
    expect(percentOf.get('noisy')).toBeLessThan(21);
  });

  it('get their shares side by side with one that has none', async () => {
    const shared = [1, 2, 3].map((number) => ({
      ...{ tenantId: `noisy-${number}`, messages: 2_000, rateShare: 0.1 },
    }));
    const { percentOf, utilisationPercent } = await measure({ tenants: [...shared, other] });

    for (const { tenantId } of shared) {
      expect(percentOf.get(tenantId)).toBeGreaterThan(9);
      expect(percentOf.get(tenantId)).toBeLessThan(11);
    }
    expect(utilisationPercent).toBeGreaterThan(99);
  });

  it('have the whole rate alone, with one receive per message', async () => {
    const { utilisationPercent, receives } = await measure({
      tenants: [{ ...noisy, rateShare: 0.1 }],
    });

    expect(utilisationPercent).toBeGreaterThan(99);
    expect(receives).toBeLessThan(1.05);
  });

  it('share what their shares leave', async () => {
    const { percentOf, utilisationPercent, receives } = await measure({
      tenants: [
        { ...noisy, rateShare: 0.3 },
        { ...other, rateShare: 0.3 },
      ],
    });

    expect(utilisationPercent).toBeGreaterThan(95);
    expect(percentOf.get('noisy')).toBeGreaterThan(30);
    expect(percentOf.get('other')).toBeGreaterThan(30);
    expect(receives).toBeLessThan(6);
  });

  it.each([1, 8])(
    'do not delay the mail of others, %d a second, and use what those leave',
    async (perSecond) => {
      const shared = await measure({
        tenants: [{ ...noisy, rateShare: 0.1 }, ...lightMail(perSecond)],
      });
      const unbounded = await measure({ tenants: [noisy, ...lightMail(perSecond)] });
      const worstOf = ({ worstWaitOf }: typeof shared) =>
        Math.max(...[...worstWaitOf].flatMap(([id, wait]) => (id === 'noisy' ? [] : [wait])));

      expect(worstOf(unbounded)).toBeGreaterThan(6);
      expect(worstOf(shared)).toBeLessThan(4);
      expect(shared.utilisationPercent).toBeGreaterThan(93);
    },
  );
});
