import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  checkSesTenants,
  dueForCheck,
  mostChecked,
  mostUrgent,
  urgentForCheck,
} from '../../../functions/guard-reputation/check-ses-tenants.ts';
import { heedSes } from '../../../functions/guard-reputation/heed-ses.ts';
import {
  heedEvent,
  isSendingStatusEvent,
} from '../../../functions/guard-reputation/sending-status-event.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { HeldMail } from '../../../shared/held/ports.ts';
import type { PausesOfTenant } from '../../../shared/reputation/tenant-pauses.ts';
import { SesTenantFailure } from '../../../shared/ses-tenants/ses-tenant-failure.ts';
import { pausedBySes, wholeTenant } from '../../../shared/tenants/pauses.ts';
import { memoryPauses } from '../../fakes/memory-reputation.ts';
import { memorySesTenants } from '../../fakes/memory-ses-tenants.ts';

const noon = Date.UTC(2026, 2, 10, 12);
const minute = 60_000;
const own = '111122223333#eu-west-1';
const mostOthers = mostChecked - mostUrgent;

const world = () => {
  const time = { nowMs: noon };
  const tenants = memoryPauses();
  const ses = memorySesTenants();
  const held: HeldMail[] = [];
  const released: string[] = [];
  const lines: string[] = [];
  const ports = {
    streams: basicStreams,
    tenants: tenants.port,
    marks: tenants.marks,
    reputationIn: ses.reputationIn,
    listHeld: async function* () {
      yield* held;
    },
    releaseHeld: async ({ tenantId, stream }: { tenantId: string; stream?: string }) => {
      const mine = held.filter((mail) => mail.tenantId === tenantId && mail.stream === stream);
      for (const mail of mine) held.splice(held.indexOf(mail), 1);
      released.push(...mine.map(({ messageId }) => messageId));
      return mine.length;
    },
    clock: { now: () => time.nowMs },
    log: (level: string, message: string, fields?: object) =>
      void lines.push(`${level}: ${message} ${JSON.stringify(fields ?? {})}`),
  };
  const add = (tenantId: string): void => {
    ses.add(tenantId);
    tenants.nameSesTenant(tenantId);
  };
  const event = (name: string, type = 'Disabled') => ({
    source: 'aws.ses',
    'detail-type': `Sending Status ${type}`,
    resources: [`arn:aws:ses:eu-west-1:111122223333:tenant/${name}/tn-1`],
    detail: {},
  });
  const tell = (name: string, type?: string) => heedEvent(ports, event(name, type), own);
  const sweep = async () => {
    const check = (due: readonly PausesOfTenant[]) =>
      checkSesTenants(
        ports,
        due,
        () => 60_000,
        (_, work) => work(),
      );
    await check(urgentForCheck(await tenants.port.list()));
    await check(dueForCheck(await tenants.port.list(), time.nowMs));
  };
  const hold = (tenantId: string, messageId: string) =>
    void held.push({ tenantId, messageId, stream: 'marketing', arrivedAtMs: noon });
  const pauseOf = (tenantId: string) => tenants.of(tenantId).pauses.get(pausedBySes);
  return { time, tenants, ses, released, lines, ports, add, event, tell, sweep, hold, pauseOf };
};

describe('heeding SES', () => {
  it('holds the mail of a tenant that AWS pauses, with the reason of AWS, and of no other', async () => {
    const { add, ses, tell, pauseOf, lines } = world();
    for (const name of ['acme', 'zeta']) add(name);
    ses.aws('acme', 'DISABLED', 'spam trap hits');

    await tell('acme');

    expect(pauseOf('acme')).toEqual({
      by: 'ses',
      since: noon,
      why: 'AWS has paused its SES tenant: spam trap hits',
    });
    expect(pauseOf('zeta')).toBeUndefined();
    expect(lines).toEqual([expect.stringMatching(/^error: .*"tenantId":"acme".*spam trap hits/)]);
  });

  it('releases what was held at once when AWS reinstates the tenant', async () => {
    const { add, ses, tell, pauseOf, hold, released, tenants } = world();
    add('acme');
    ses.aws('acme', 'DISABLED');
    await tell('acme');
    hold('acme', 'a');
    hold('other', 'o');
    ses.aws('acme', 'REINSTATED');

    await tell('acme', 'Enabled');

    expect(pauseOf('acme')).toBeUndefined();
    expect(released).toEqual(['a']);
    expect(tenants.of('acme').resumes.get(pausedBySes)).toMatchObject({
      by: 'ses',
      released: false,
    });
  });

  it('believes SES and not the events: in whatever order and number they come, the pause is as SES says', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            status: fc.constantFrom('ENABLED', 'REINSTATED', 'DISABLED'),
            told: fc.constantFrom('Enabled', 'Disabled', 'nothing'),
          }),
        ),
        fc.constantFrom('event', 'sweep'),
        async (course, last) => {
          const { add, ses, tell, sweep, pauseOf, time } = world();
          add('acme');
          for (const { status, told } of course) {
            ses.aws('acme', status);
            if (told !== 'nothing') await tell('acme', told);
          }
          time.nowMs += 60 * minute;
          await (last === 'event' ? tell('acme') : sweep());

          const isOff = ses.of('acme').aws.status === 'DISABLED';
          expect(pauseOf('acme') !== undefined).toBe(isOff);
        },
      ),
    ));

  it('ends with what SES says last when two heed it at the same time, in any order', async () => {
    const { add, ses, ports, pauseOf, tenants } = world();
    add('acme');
    ses.aws('acme', 'DISABLED');
    const [before] = await tenants.port.list();
    if (before === undefined) throw new Error('no tenant');
    // The other one reads that SES lets it send again, and is done before this one writes.
    let isFirst = true;
    const slow = {
      ...ports,
      tenants: {
        ...ports.tenants,
        pause: async (...args: Parameters<typeof ports.tenants.pause>) => {
          if (isFirst) {
            isFirst = false;
            ses.aws('acme', 'ENABLED');
            await heedSes(ports, before);
          }
          return ports.tenants.pause(...args);
        },
      },
    };

    await heedSes(slow, before);

    expect(pauseOf('acme')).toBeUndefined();
  });

  it('leaves the pause of the operator to the operator, and that of SES to SES', async () => {
    const { add, ses, tell, tenants, pauseOf, hold, released } = world();
    add('acme');
    await tenants.port.pause('acme', wholeTenant, { by: 'operator', since: 1, why: 'unpaid' });
    ses.aws('acme', 'DISABLED');
    await tell('acme');
    hold('acme', 'a');

    const word = { since: noon, why: 'paid', released: false };
    await tenants.port.resume('acme', wholeTenant, { by: 'operator', ...word });
    expect(pauseOf('acme')?.by).toBe('ses');
    await tenants.port.pause('acme', wholeTenant, { by: 'operator', since: 2, why: 'unpaid' });
    ses.aws('acme', 'ENABLED');
    await tell('acme', 'Enabled');

    expect(pauseOf('acme')).toBeUndefined();
    expect(tenants.of('acme').pauses.get(wholeTenant)?.by).toBe('operator');
    expect(released).toEqual([]);
  });

  it('finds what no event told, within the hour, and the end of it in the next run', async () => {
    const { add, ses, sweep, pauseOf, time } = world();
    add('acme');
    await sweep();
    ses.aws('acme', 'DISABLED');
    time.nowMs += 60 * minute;
    await sweep();
    expect(pauseOf('acme')).toBeDefined();

    ses.aws('acme', 'ENABLED');
    time.nowMs += 5 * minute;
    await sweep();

    expect(pauseOf('acme')).toBeUndefined();
  });

  it('asks in bounded portions, and about every tenant in turn, also where some fail each time', async () => {
    const { add, ses, sweep, time } = world();
    const all = Array.from({ length: 3 * mostOthers }, (_, index) => `t${index}`);
    for (const name of all) add(name);
    ses.faults.fault = (_, name) => {
      if (Number(name.slice(1)) < 2 * mostOthers)
        throw new SesTenantFailure('unreachable', 'ses:GetTenant', 'TimeoutError');
    };

    for (const run of [1, 2, 3]) {
      const before = ses.asked.length;
      await sweep();
      time.nowMs += 5 * minute;
      expect(ses.asked.slice(before).filter((call) => call.startsWith('find'))).toHaveLength(
        mostOthers,
      );
      expect(run).toBeLessThan(4);
    }

    const about = new Set(ses.asked.map((call) => call.split(' ').at(-1)));
    expect(about.size).toBe(all.length);
  });

  it('asks again in the next run when SES did not answer to an event', async () => {
    const { add, ses, tell, sweep, pauseOf, lines, time } = world();
    add('acme');
    await sweep();
    ses.aws('acme', 'DISABLED');
    ses.faults.fault = () => {
      throw new SesTenantFailure('not-permitted', 'ses:GetTenant', 'AccessDeniedException');
    };
    await tell('acme');
    expect(pauseOf('acme')).toBeUndefined();
    expect(lines.join()).toContain('Allow ses:GetTenant to guard-reputation');

    ses.faults.fault = () => {};
    time.nowMs += 5 * minute;
    await sweep();

    expect(pauseOf('acme')).toBeDefined();
  });

  it('lets go what it holds when the item names no SES tenant any more', async () => {
    const { add, ses, tell, sweep, pauseOf, tenants, hold, released } = world();
    add('acme');
    ses.aws('acme', 'DISABLED');
    await tell('acme');
    hold('acme', 'a');
    tenants.of('acme').ses = undefined;

    await sweep();

    expect(pauseOf('acme')).toBeUndefined();
    expect(released).toEqual(['a']);
  });

  it('says what to do when SES does not have the SES tenant, and holds nothing', async () => {
    const { tenants, tell, lines, pauseOf } = world();
    tenants.nameSesTenant('acme');

    await tell('acme');

    expect(lines.join()).toContain('ses-pipeline tenants ses create');
    expect(pauseOf('acme')).toBeUndefined();
  });
});

describe('telling SES of our pause', () => {
  const operator = { by: 'operator', since: noon, why: 'unpaid' } as const;
  const pausedWorld = async () => {
    const made = world();
    made.add('acme');
    await made.tenants.port.pause('acme', wholeTenant, operator);
    const resume = (by: 'operator' | 'guard' = 'operator') =>
      made.tenants.port.resume('acme', wholeTenant, { ...operator, by, released: false });
    return { ...made, resume, status: () => made.ses.of('acme').customer.status };
  };

  it('switches the SES tenant off while we have paused all mail, and takes that for no pause by SES', async () => {
    const { sweep, tell, status, pauseOf, resume } = await pausedWorld();

    await sweep();
    await tell('acme');
    expect(status()).toBe('DISABLED');
    expect(pauseOf('acme')).toBeUndefined();

    await resume();
    await sweep();
    expect(status()).toBe('REINSTATED');
    expect(pauseOf('acme')).toBeUndefined();
  });

  it('leaves a pause of a single stream to us', async () => {
    const { add, tenants, sweep, ses } = world();
    add('acme');
    await tenants.port.pause('acme', 'marketing', operator);

    await sweep();

    expect(ses.of('acme').customer.status).toBe('ENABLED');
  });

  it('keeps both fences apart: AWS holds what we resume, and we hold what AWS lets go', async () => {
    const { sweep, tell, status, pauseOf, resume, ses, tenants } = await pausedWorld();
    ses.aws('acme', 'DISABLED', 'spam');
    await sweep();
    expect([status(), pauseOf('acme')?.by]).toEqual(['DISABLED', 'ses']);

    await resume();
    await tell('acme', 'Enabled');
    expect([status(), pauseOf('acme')?.by]).toEqual(['REINSTATED', 'ses']);

    await tenants.port.pause('acme', wholeTenant, operator);
    ses.aws('acme', 'ENABLED');
    await tell('acme', 'Enabled');
    expect([status(), pauseOf('acme')]).toEqual(['DISABLED', undefined]);
    expect(tenants.of('acme').pauses.get(wholeTenant)?.by).toBe('operator');
  });

  it('switches on nothing that somebody else has switched off', async () => {
    const { add, ses, sweep, tenants, pauseOf } = world();
    add('acme');
    ses.owner('acme', 'DISABLED');
    await sweep();
    await tenants.port.pause('acme', wholeTenant, operator);
    await sweep();
    await tenants.port.resume('acme', wholeTenant, { ...operator, released: false });
    await sweep();

    expect(ses.of('acme').customer.status).toBe('DISABLED');
    expect(pauseOf('acme')?.why).toContain('switched off in its account');
  });

  it('switches off nothing that is the SES tenant of others, too', async () => {
    const { sweep, status, tenants } = await pausedWorld();
    const { ses } = tenants.of('acme');
    if (ses !== undefined) tenants.of('acme').ses = { ...ses, isShared: true };

    await sweep();

    expect(status()).toBe('ENABLED');
  });

  it('neither undoes nor delays our pause when SES does not do it, and tries again in the next run', async () => {
    const { sweep, status, ses, tenants, lines, time } = await pausedWorld();
    ses.faults.fault = (call) => {
      if (call.startsWith('setCustomerStatus'))
        throw new SesTenantFailure('not-permitted', 'ses:Update', 'AccessDeniedException');
    };
    await sweep();
    expect(tenants.of('acme').pauses.get(wholeTenant)).toEqual(operator);
    expect(lines.join()).toContain('Allow ses:Update to guard-reputation');

    ses.faults.fault = () => {};
    time.nowMs += 60 * minute;
    await sweep();

    expect(status()).toBe('DISABLED');
  });
});

describe('sending-status-event', () => {
  it('is one of SES about a status, and nothing else', () => {
    const { event } = world();

    expect(isSendingStatusEvent(event('acme'))).toBe(true);
    expect(isSendingStatusEvent({ ...event('acme'), source: 'aws.events' })).toBe(false);
    expect(isSendingStatusEvent({ ...event('acme'), 'detail-type': 'Email Sent' })).toBe(false);
    expect(isSendingStatusEvent('x')).toBe(false);
  });

  it('concerns the tenant of that name in that account, and asks about all when it names none', async () => {
    const { add, ses, tell, event, ports } = world();
    for (const name of ['acme', 'zeta']) add(name);
    const elsewhere = event('acme');

    await heedEvent(
      ports,
      { ...elsewhere, resources: ['arn:aws:ses:eu-west-1:444455556666:tenant/acme/tn-1'] },
      own,
    );
    expect(ses.asked).toEqual([]);
    await tell('acme');
    expect(ses.asked).toEqual(['find acme', 'readStatus acme']);
    await heedEvent(ports, { ...elsewhere, resources: [] }, own);

    expect(ses.asked.slice(2)).toEqual([
      'find acme',
      'readStatus acme',
      'find zeta',
      'readStatus zeta',
    ]);
  });
});
