import { describe, expect, it } from '@jest/globals';
import { createShareAudit } from '../../../proofs/simulation/checks/share-audit.ts';

/** A tenth of five a second, so one recipient in two seconds; a burst of eleven seconds is allowed. */
const share = { tenantId: 'shop', rateShare: 0.1, ratePerSecond: 5 };

const audited = () => {
  const found: string[] = [];
  const audit = createShareAudit({ report: (promise) => found.push(promise) });
  audit.watch(share);
  const send = (tenantId: string, count: number, everyMs: number, runMs = everyMs) => {
    for (let index = 0; index < count; index += 1)
      audit.depart({
        subject: `${tenantId}#${index}`,
        recipients: 1,
        atMs: (index + 1) * everyMs,
        runStartedMs: (index + 1) * everyMs - runMs,
      });
  };
  return { found, send, close: audit.close };
};

describe('the audit of shares', () => {
  it('finds a tenant above its share while mail of others waits', () => {
    const { found, send, close } = audited();
    send('club', 60, 1_000, 4_000);
    send('shop', 60, 1_000);
    close();

    expect(found).toEqual(['share']);
  });

  it.each([
    ['within its share', 30, 2_000],
    ['in a burst', 6, 10],
  ])('finds nothing where the tenant is %s', (_what, count, everyMs) => {
    const { found, send, close } = audited();
    send('club', 60, 1_000, 4_000);
    send('shop', count, everyMs);
    close();

    expect(found).toEqual([]);
  });

  it.each([
    ['nobody else sends', 0, 4_000],
    ['mail of others goes out at once', 60, 1_000],
  ])('finds nothing where %s', (_what, others, runMs) => {
    const { found, send, close } = audited();
    send('club', others, 1_000, runMs);
    send('shop', 60, 500);
    close();

    expect(found).toEqual([]);
  });
});
