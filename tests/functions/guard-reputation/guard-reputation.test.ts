import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guardReputation } from '../../../functions/guard-reputation/guard-reputation.ts';
import { utcDay } from '../../../shared/budgets/calendar.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { HeldMail } from '../../../shared/held/ports.ts';
import type { AccountReading } from '../../../shared/pacing/ports.ts';
import { unknownStream } from '../../../shared/reputation/counts.ts';
import type { ReputationFact } from '../../../shared/reputation/reputation-fact.ts';
import { defaultThresholds } from '../../../shared/reputation/thresholds.ts';
import type { Gauge } from '../../../shared/telemetry/ports.ts';
import { pauseOf } from '../../../shared/tenants/pauses.ts';
import { memoryBudgets } from '../../fakes/memory-budgets.ts';
import { memoryBook, memoryPauses, type ReputationFault } from '../../fakes/memory-reputation.ts';
import { memorySesTenants } from '../../fakes/memory-ses-tenants.ts';

const noon = Date.UTC(2026, 2, 10, 12);
const minute = 60_000;
const hour = 60 * minute;

const healthy: AccountReading = {
  max24Hours: 50_000,
  maxPerSecond: 14,
  sentLast24Hours: 0,
  isPaused: false,
  enforcementStatus: 'HEALTHY',
  isSandbox: false,
};

const world = ({ fault }: { readonly fault?: ReputationFault } = {}) => {
  const time = { nowMs: noon };
  const ses = { reading: (): AccountReading => healthy, ...memorySesTenants() };
  const book = memoryBook(() => time.nowMs, fault);
  const tenants = memoryPauses(fault);
  const held: HeldMail[] = [];
  const budgets = memoryBudgets();
  const released: string[] = [];
  const gauges: Gauge[] = [];
  const lines: string[] = [];
  let serial = 0;
  const guard = () =>
    guardReputation(
      {
        streams: basicStreams,
        book,
        tenants: tenants.port,
        marks: tenants.marks,
        reputationIn: ses.reputationIn,
        readAccount: async () => ses.reading(),
        listHeld: async function* ({ tenantId }) {
          yield* held.filter((mail) => tenantId === undefined || mail.tenantId === tenantId);
        },
        releaseHeld: async ({ tenantId, stream }) => {
          fault?.('release');
          const mine = held.filter((mail) => mail.tenantId === tenantId && mail.stream === stream);
          for (const mail of mine) {
            released.push(mail.messageId);
            held.splice(held.indexOf(mail), 1);
          }
          return mine.length;
        },
        heldMarks: budgets.store,
        releaseUpTo: async ({ tenantId, stream }, most) => {
          const mine = held.filter((mail) => mail.tenantId === tenantId && mail.stream === stream);
          for (const mail of mine.slice(0, most)) {
            released.push(mail.messageId);
            held.splice(held.indexOf(mail), 1);
          }
          return { released: Math.min(mine.length, most), isAll: mine.length <= most };
        },
        thresholds: defaultThresholds,
        gauge: (gauge) => gauges.push(gauge),
        clock: { now: () => time.nowMs },
        log: (level, message, fields) =>
          lines.push(`${level}: ${message} ${JSON.stringify(fields ?? {})}`),
      },
      () => 120_000,
    );
  const mailed = async (
    tenantId: string,
    sent: number,
    bounced: number,
    stream = 'marketing',
    isElsewhere = false,
  ) => {
    const fact = (kind: ReputationFact['kind']): ReputationFact => {
      serial += 1;
      return {
        kind,
        eventId: String(serial),
        atMs: time.nowMs,
        tenantId,
        stream,
        recipients: 1,
        isElsewhere,
      };
    };
    await book.recordFacts([
      ...Array.from({ length: sent }, () => fact('sent')),
      ...Array.from({ length: bounced }, () => fact('bounced')),
    ]);
  };
  const hold = (tenantId: string, messageId: string, stream: HeldMail['stream'] = 'marketing') =>
    void held.push({ tenantId, messageId, stream, arrivedAtMs: time.nowMs });
  const isPaused = (tenantId: string, stream: HeldMail['stream'] = 'marketing') =>
    pauseOf(Object.fromEntries(tenants.of(tenantId).pauses), stream)?.by;
  return {
    time,
    ses,
    book,
    tenants,
    held,
    budgets,
    released,
    gauges,
    lines,
    guard,
    mailed,
    hold,
    isPaused,
  };
};

describe('guardReputation', () => {
  it('switches the SES tenant off, too, of a tenant that it pauses as a whole, and on again before it releases', async () => {
    const { guard, mailed, tenants, ses, time, hold, released } = world();
    ses.add('ten');
    tenants.nameSesTenant('ten');
    await mailed('ten', 200, 40, unknownStream);
    await mailed('big', 10_000, 3);

    await guard();
    expect(tenants.of('ten').pauses.get('*')?.by).toBe('guard');
    expect(ses.of('ten').customer.status).toBe('DISABLED');
    hold('ten', 'held');
    time.nowMs += 8 * 24 * hour;
    await guard();

    expect(ses.of('ten').customer.status).toBe('ENABLED');
    expect(tenants.of('ten').ses?.isFenced).toBe(false);
    expect(released).toEqual(['held']);
    expect(tenants.of('ten').pauses.size).toBe(0);
  });

  it('warns a tenant of 6 bounces in 100 mails, pauses one of 10, and leaves one of 1 in 10 alone', async () => {
    const { guard, mailed, isPaused, book, lines } = world();
    await mailed('six', 100, 6);
    await mailed('ten', 100, 10);
    await mailed('one', 10, 1);
    // The others' mail, so that the account as a whole stands well.
    await mailed('big', 10_000, 3);

    await guard();

    const standings = (await book.listStandings()).map(
      ({ tenantId, scope, standing }) => `${tenantId} ${scope} ${standing}`,
    );
    expect(standings.toSorted()).toEqual([
      'six * warned',
      'six marketing warned',
      'ten marketing paused',
    ]);
    expect(['six', 'ten', 'one', 'big'].map((tenantId) => isPaused(tenantId))).toEqual([
      undefined,
      'guard',
      undefined,
      undefined,
    ]);
    expect(lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
  });

  it('tells once that a standing has changed: a warning for the worse, a note for the better', async () => {
    const { guard, mailed, lines, time } = world();
    await mailed('six', 100, 6);
    await mailed('big', 10_000, 3);
    const changes = () =>
      lines.filter((line) => line.includes('The standing of mail has changed.'));

    await guard();
    const [ofTenant, ofStream, ...others] = changes();
    await guard();

    expect(others).toEqual([]);
    expect([ofTenant, ofStream].map((line) => line?.slice(0, 5))).toEqual(['warn:', 'warn:']);
    expect(changes()).toHaveLength(2);

    time.nowMs += 8 * 24 * hour;
    await guard();

    expect(
      changes()
        .slice(2)
        .map((line) => line.slice(0, 5)),
    ).toEqual(['info:', 'info:']);
  });

  it('tells of a pause by its own line, and not as a changed standing besides', async () => {
    const { guard, mailed, lines } = world();
    await mailed('ten', 100, 10);
    await mailed('big', 10_000, 3);

    await guard();

    const ofStream = lines.filter((line) => line.includes('"scope":"marketing"'));
    expect(ofStream).toHaveLength(1);
    expect(ofStream[0]).toMatch(/^error: Mail is paused because of its reputation/);
  });

  it('publishes rates of the stage and of each tenant, and how they stand', async () => {
    const { guard, mailed, gauges } = world();
    await mailed('ten', 100, 10);
    await mailed('big', 900, 0);

    await guard();

    expect(gauges).toEqual([
      { name: 'BounceRate', value: 0, tenantId: 'big' },
      { name: 'ComplaintRate', value: 0, tenantId: 'big' },
      { name: 'Standing', value: 0, tenantId: 'big' },
      { name: 'BounceRate', value: 10, tenantId: 'ten', needsPerson: true },
      { name: 'ComplaintRate', value: 0, tenantId: 'ten', needsPerson: true },
      { name: 'Standing', value: 2, tenantId: 'ten', needsPerson: true },
      { name: 'BounceRate', value: 1 },
      { name: 'ComplaintRate', value: 0 },
      { name: 'Standing', value: 0 },
    ]);
  });

  it('judges a tenant by mail that another account has sent, and its own account not', async () => {
    const { guard, mailed, isPaused, gauges } = world();
    await mailed('ten', 100, 10, 'marketing', true);
    await mailed('ten', 100, 1);

    await guard();

    expect(gauges).toContainEqual(
      expect.objectContaining({ name: 'BounceRate', value: 10, tenantId: 'ten' }),
    );
    expect(gauges).toContainEqual({ name: 'BounceRate', value: 1 });
    await mailed('ten', 100, 40, 'marketing', true);
    await guard();
    expect(isPaused('ten')).toBe('guard');
    expect(gauges.filter(({ tenantId }) => tenantId === undefined).slice(-3)).toEqual([
      { name: 'BounceRate', value: 1 },
      { name: 'ComplaintRate', value: 0 },
      { name: 'Standing', value: 0 },
    ]);
  });

  it('pauses once and says so once', async () => {
    const { guard, mailed, lines, tenants, time } = world();
    await mailed('ten', 100, 10);

    await guard();
    time.nowMs += 5 * minute;
    await guard();

    expect(lines.filter((line) => line.includes('Mail is paused'))).toHaveLength(1);
    expect(tenants.of('ten').pauses.get('marketing')?.since).toBe(noon);
  });

  it('resumes by itself when the week is over, and releases what was held', async () => {
    const { guard, mailed, isPaused, hold, released, time } = world();
    await mailed('ten', 100, 10);
    await guard();
    hold('ten', 'm-1');
    hold('ten', 'm-2');
    time.nowMs += 7 * 24 * hour;
    await guard();
    expect([isPaused('ten'), released]).toEqual(['guard', []]);

    time.nowMs += hour;
    await guard();

    expect([isPaused('ten'), released]).toEqual([undefined, ['m-1', 'm-2']]);
  });

  it('releases again what a sender held while the pause was lifted, and then no more', async () => {
    const { guard, hold, released, tenants, time } = world();
    await tenants.port.resume('acme', '*', {
      by: 'operator',
      since: noon,
      why: 'paid',
      released: false,
    });
    await guard();
    hold('acme', 'm-1', 'transactional');
    time.nowMs += 5 * minute;
    await guard();
    time.nowMs += 5 * minute;
    await guard();
    hold('acme', 'of-another-cause', 'transactional');
    time.nowMs += 5 * minute;
    await guard();

    expect(released).toEqual(['m-1']);
    expect(tenants.of('acme').resumes.get('*')?.released).toBe(true);
  });

  it('releases no stream that is still paused otherwise', async () => {
    const { guard, hold, released, tenants } = world();
    await tenants.port.pause('acme', 'marketing', { by: 'operator', since: noon, why: 'bad list' });
    await tenants.port.resume('acme', '*', {
      by: 'operator',
      since: noon,
      why: 'paid',
      released: false,
    });
    hold('acme', 'm-1', 'marketing');
    hold('acme', 'm-2', 'transactional');

    await guard();

    expect(released).toEqual(['m-2']);
  });

  it('stops everything when tenants are bad only together, and releases everybody when an operator lifts that', async () => {
    const { guard, mailed, hold, released, tenants, isPaused, time } = world();
    for (const tenantId of ['a', 'b', 'c', 'd']) await mailed(tenantId, 20, 4);
    await guard();
    expect(['*', 'a'].map((tenantId) => isPaused(tenantId))).toEqual(['guard', undefined]);
    hold('a', 'm-1');
    hold('b', 'm-2');
    await guard();
    expect(released).toEqual([]);

    await tenants.port.resume('*', '*', {
      by: 'operator',
      since: time.nowMs,
      why: 'looked into',
      released: false,
    });
    await guard();

    expect(released).toEqual(['m-1', 'm-2']);
    expect(isPaused('*')).toBeUndefined();
  });

  it.each<[string, Partial<AccountReading>, number]>([
    ['under review', { enforcementStatus: 'PROBATION' }, 1],
    ['shut down', { enforcementStatus: 'SHUTDOWN', isPaused: true }, 2],
    ['switched off', { isPaused: true }, 2],
  ])('tells when SES has the account %s', async (_, changes, value) => {
    const { guard, ses, gauges, lines } = world();
    ses.reading = () => ({ ...healthy, ...changes });

    await guard();

    expect(gauges).toEqual([{ name: 'Standing', value }]);
    expect(lines).toEqual([expect.stringContaining('SES restricts the account.')]);
  });

  it('judges and pauses while SES does not answer', async () => {
    const { guard, ses, mailed, isPaused } = world();
    ses.reading = () => {
      throw new Error('no answer');
    };
    await mailed('ten', 100, 10);

    await guard();

    expect(isPaused('ten')).toBe('guard');
  });

  it('deals with the others when one tenant cannot be dealt with, and fails', async () => {
    const { guard, mailed, isPaused, tenants } = world();
    await mailed('bad', 100, 10);
    await mailed('ten', 100, 10);
    const { pause } = tenants.port;
    Object.assign(tenants.port, {
      pause: async (...args: Parameters<typeof pause>) => {
        if (args[0] === 'bad') throw new Error('no answer');
        return pause(...args);
      },
    });

    await expect(guard()).rejects.toThrow('bad marketing');

    expect(isPaused('ten')).toBe('guard');
  });

  it('releases mail that was held for want of budget, and no other, once there is room', async () => {
    const { guard, budgets, hold, released } = world();
    const limits = { perDay: 1, perMonth: Number.POSITIVE_INFINITY };
    hold('acme', 'm-1');
    hold('zeta', 'm-2');
    await budgets.store.markHeld('acme', { atMs: noon, day: utcDay(noon), limits });

    await guard();

    expect(released).toEqual(['m-1']);
  });

  it('ends where it would have ended, wherever runs are cut off', async () => {
    const story = async (fault: ReputationFault) => {
      const { guard, mailed, hold, released, tenants, book, time, isPaused } = world({ fault });
      const run = () => guard().catch(() => undefined);
      await mailed('ten', 100, 10);
      await mailed('six', 100, 6);
      for (let runs = 0; runs < 14 && isPaused('ten') === undefined; runs += 1) await run();
      time.nowMs += 5 * minute;
      await mailed('ten', 0, 2);
      await run();
      hold('ten', 'm-1');
      time.nowMs += 8 * 24 * hour;
      // Each run that fails uses up a fault.
      for (let runs = 0; runs < 14; runs += 1) await run();
      const standings = (await book.listStandings()).map(
        ({ tenantId, scope, standing }) => `${tenantId} ${scope} ${standing}`,
      );
      return {
        released,
        pauses: [...tenants.of('ten').pauses],
        unwell: standings.filter((standing) => !standing.endsWith('healthy')),
      };
    };
    const reference = await story(() => {});
    expect(reference).toEqual({ released: ['m-1'], pauses: [], unwell: [] });

    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), async (plan) => {
        const faults = [...plan];
        const outcome = await story(() => {
          if (faults.shift() === true) throw new Error('cut off');
        });
        expect(outcome).toEqual(reference);
      }),
      { numRuns: 40 },
    );
  });
});
