import { describe, expect, it } from '@jest/globals';
import { reputation } from '../../../../cli/commands/reputation/reputation.ts';
import { memoryBook, memoryPauses } from '../../../fakes/memory-reputation.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);

const world = async () => {
  const io = capturedIo();
  const book = memoryBook(() => nineMs);
  const tenants = memoryPauses();
  await book.writeHour(
    nineMs,
    new Map([
      ['acme#marketing', { sent: 100, bounced: 6, complained: 0 }],
      ['globex#transactional', { sent: 100, bounced: 0, complained: 0 }],
    ]),
  );
  await book.writeStanding({
    tenantId: 'acme',
    scope: 'marketing',
    standing: 'warned',
    sinceMs: nineMs,
    why: 'so',
  });
  return { io, tenants, tools: { ...io, book, tenants: tenants.port, now: () => nineMs } };
};

describe('reputation', () => {
  it('shows the account, its tenants and their streams', async () => {
    const { tools, io } = await world();

    expect(await reputation({}, tools)).toBe(0);

    const [heading, ...lines] = io.out.map((line) => line.split(/ {2,}/));
    expect(heading).toEqual([
      'MAIL OF',
      'STANDING',
      'IN',
      'SENT',
      'BOUNCED',
      'COMPLAINED',
      'PAUSED',
    ]);
    expect(lines.filter(([, , period]) => period === '24 h')).toEqual([
      ['account', 'healthy', '24 h', '200', '3.00 %', '0.00 %', '-'],
      ['acme', 'healthy', '24 h', '100', '6.00 %', '0.00 %', '-'],
      ['acme marketing', 'warned', '24 h', '100', '6.00 %', '0.00 %', '-'],
      ['globex', 'healthy', '24 h', '100', '0.00 %', '0.00 %', '-'],
      ['globex transactional', 'healthy', '24 h', '100', '0.00 %', '0.00 %', '-'],
    ]);
    expect(lines.filter(([, , period]) => period === '7 d')).toHaveLength(5);
  });

  it('says in its table what is paused, by whom and why', async () => {
    const { tools, tenants, io } = await world();
    await tenants.port.pause('acme', 'marketing', {
      by: 'operator',
      since: nineMs,
      why: 'bad list',
    });

    await reputation({ tenant: 'acme' }, tools);

    expect(io.out.filter((line) => line.startsWith('acme marketing'))[0]).toMatch(
      /paused .* by the operator since 2026-03-01T09:00:00.000Z: bad list$/,
    );
  });

  it('says as JSON what is paused, by whom and why, and ends with 3', async () => {
    const { tools, tenants, io } = await world();
    await tenants.port.pause('acme', 'marketing', {
      by: 'operator',
      since: nineMs,
      why: 'bad list',
    });

    expect(await reputation({ tenant: 'acme', json: true }, tools)).toBe(3);

    expect(io.out.map((line) => JSON.parse(line))).toMatchObject([
      { tenantId: 'acme', scope: '*', standing: 'healthy', paused: null },
      {
        tenantId: 'acme',
        scope: 'marketing',
        standing: 'paused',
        paused: { by: 'operator', since: '2026-03-01T09:00:00.000Z', why: 'bad list' },
        day: { sent: 100, bounced: 6, complained: 0, bounceRate: 0.06 },
      },
    ]);
  });

  it('knows nothing of a tenant that has not sent', async () => {
    const { tools, io } = await world();

    expect(await reputation({ tenant: 'nobody' }, tools)).toBe(3);
    expect(io.err).toHaveLength(1);
  });
});
