import { describe, expect, it } from '@jest/globals';
import { pause, resume } from '../../../../cli/commands/reputation/pauses.ts';
import { tellSes } from '../../../../cli/commands/reputation/tell-ses.ts';
import type { HeldMail } from '../../../../shared/held/ports.ts';
import { SesTenantFailure } from '../../../../shared/ses-tenants/ses-tenant-failure.ts';
import { memoryPauses } from '../../../fakes/memory-reputation.ts';
import { memorySesTenants } from '../../../fakes/memory-ses-tenants.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);

const world = () => {
  const io = capturedIo();
  const tenants = memoryPauses();
  const held: HeldMail[] = [];
  const released: string[] = [];
  const ses = memorySesTenants();
  const tools = {
    ...io,
    tenants: tenants.port,
    tellSes: (tenantId: string) =>
      tellSes(tenantId, {
        ...io,
        tenants: tenants.port,
        marks: tenants.marks,
        reputationIn: ses.reputationIn,
        clock: { now: () => nineMs },
      }),
    now: () => nineMs,
    user: 'ann',
    knowsTenant: async (tenantId: string) => tenantId !== 'typo',
    listHeld: async function* () {
      yield* held;
    },
    releaseHeld: async ({
      tenantId,
      stream,
    }: {
      readonly tenantId: string;
      readonly stream?: string;
    }) => {
      const mine = held.filter((mail) => mail.tenantId === tenantId && mail.stream === stream);
      released.push(...mine.map(({ messageId }) => messageId));
      return mine.length;
    },
  };
  const hold = (tenantId: string, messageId: string, stream: HeldMail['stream'] = 'marketing') =>
    void held.push({ tenantId, messageId, stream, arrivedAtMs: nineMs });
  return { io, tools, tenants, hold, released, ses };
};

describe('pause', () => {
  it("writes an operator's pause for the whole tenant or one stream", async () => {
    const { tools, tenants, io } = world();

    expect(await pause('acme', { why: 'unpaid' }, tools)).toBe(0);
    expect(await pause('acme', { stream: 'marketing', why: 'bad list', json: true }, tools)).toBe(
      0,
    );

    expect([...tenants.of('acme').pauses]).toEqual([
      ['*', { by: 'operator', person: 'ann', since: nineMs, why: 'unpaid' }],
      ['marketing', { by: 'operator', person: 'ann', since: nineMs, why: 'bad list' }],
    ]);
    expect(io.out).toEqual([
      'All mail of tenant acme waits from now on.',
      '{"tenantId":"acme","scope":"marketing","pausedAt":"2026-03-01T09:00:00.000Z","by":"ann"}',
    ]);
  });

  it.each([
    ['a tenant that cannot be one', 'a#b', { why: 'so' }],
    ['a stream that is none', 'acme', { stream: 'spam', why: 'so' }],
    ['a stream of everybody', '*', { stream: 'marketing', why: 'so' }],
    ['no reason', 'acme', { why: ' ' }],
    ['nobody', 'acme', { why: 'so', by: ' ' }],
    ['a name that is too long', 'acme', { why: 'so', by: 'x'.repeat(101) }],
    ['a reason with an address', 'acme', { why: 'bob@example.com asked' }],
  ])('refuses %s', async (_, tenantId, options) => {
    const { tools, tenants, io } = world();

    expect(await pause(tenantId, options, tools)).toBe(2);
    expect(io.err).toHaveLength(1);
    expect(await tenants.port.list()).toEqual([]);
  });
});

describe('pause, of a tenant of whom nothing is known', () => {
  it('is refused with the name, and done when it is forced', async () => {
    const { tools, tenants, io } = world();

    expect(await pause('typo', { why: 'unpaid' }, tools)).toBe(3);
    expect(io.err).toEqual([expect.stringMatching(/tenant typo: .*Check the name.*--force/)]);
    expect(await tenants.port.list()).toEqual([]);
    expect(await pause('typo', { why: 'unpaid', force: true, by: 'bob' }, tools)).toBe(0);
    expect(tenants.of('typo').pauses.get('*')?.person).toBe('bob');
  });
});

describe('resume', () => {
  it('tells SES of a pause and of its end, before the held mail is released', async () => {
    const { tools, tenants, ses } = world();
    ses.add('acme');
    tenants.nameSesTenant('acme');

    await pause('acme', { stream: 'marketing', why: 'bad list' }, tools);
    expect(ses.asked).toEqual([]);
    await pause('acme', { why: 'unpaid' }, tools);
    expect(ses.of('acme').customer.status).toBe('DISABLED');
    const asReleased: string[] = [];
    const releaseHeld = async () => {
      asReleased.push(ses.of('acme').customer.status);
      return 0;
    };
    await resume('acme', { why: 'paid' }, { ...tools, releaseHeld });

    expect(new Set(asReleased)).toEqual(new Set(['REINSTATED']));
  });

  it('pauses and resumes all the same when SES cannot be told, and says so', async () => {
    const { tools, tenants, ses, io } = world();
    ses.add('acme');
    tenants.nameSesTenant('acme');
    ses.faults.fault = () => {
      throw new SesTenantFailure('not-permitted', 'ses:GetTenant', 'AccessDeniedException');
    };

    expect(await pause('acme', { why: 'unpaid' }, tools)).toBe(0);
    expect(tenants.of('acme').pauses.has('*')).toBe(true);

    expect(io.err).toEqual([
      'SES could not be told (ses:GetTenant: AccessDeniedException). It is in force here all the same; guard-reputation tells SES within five minutes.',
    ]);
  });

  it('says that SES holds the mail, which no resume ends, whether it lifts a pause or not', async () => {
    const { tools, tenants, io } = world();
    const bySes = { by: 'ses', since: 1, why: 'AWS has paused its SES tenant: spam' } as const;
    await tenants.port.pause('acme', 'by-ses', bySes);

    expect(await resume('acme', { why: 'please' }, tools)).toBe(3);
    await tenants.port.pause('acme', '*', { by: 'guard', since: 1, why: 'bounces' });
    expect(await resume('acme', { why: 'please' }, tools)).toBe(0);

    expect(io.err[0]).toMatch(/^SES holds the mail of this tenant.*spam.*tenants ses show/);
    expect(io.err[1]).toContain('paused: the whole tenant by SES, which alone ends it');
    expect(io.err[2]).toBe(io.err[0]);
    expect(tenants.of('acme').pauses.get('by-ses')).toEqual(bySes);
  });

  it("lifts the guard's pause, releases what was held, and says what the guard forgets", async () => {
    const { tools, tenants, hold, released, io } = world();
    await tenants.port.pause('acme', 'marketing', { by: 'guard', since: 1, why: 'bounces' });
    hold('acme', 'm-1');
    hold('other', 'm-2');

    expect(
      await resume('acme', { stream: 'marketing', why: 'list cleaned', json: true }, tools),
    ).toBe(0);

    expect(released).toEqual(['m-1']);
    expect(tenants.of('acme').resumes.get('marketing')).toEqual({
      by: 'operator',
      person: 'ann',
      since: nineMs,
      why: 'list cleaned',
      released: false,
    });
    expect(io.out).toEqual([
      '{"tenantId":"acme","scope":"marketing","released":1,"forgiven":true,"by":"ann"}',
    ]);
  });

  it('says that a drill forgives nothing', async () => {
    const { tools, io } = world();
    await pause('*', { why: 'a drill' }, tools);

    expect(await resume('*', { why: 'the drill is over' }, tools)).toBe(0);

    expect(io.out.at(-1)).toMatch(/goes out again.*judges it as before\.$/);
  });

  it('releases no stream that is paused by itself', async () => {
    const { tools, tenants, hold, released } = world();
    await tenants.port.pause('acme', '*', { by: 'operator', since: 1, why: 'unpaid' });
    await tenants.port.pause('acme', 'marketing', { by: 'guard', since: 1, why: 'bounces' });
    hold('acme', 'm-1', 'marketing');
    hold('acme', 'm-2', 'transactional');

    await resume('acme', { why: 'paid' }, tools);

    expect(released).toEqual(['m-2']);
  });

  it('says what is paused when it is not what was named', async () => {
    const { tools, tenants, io } = world();
    await tenants.port.pause('acme', 'marketing', { by: 'guard', since: 1, why: 'bounces' });

    expect(await resume('acme', { why: 'so' }, tools)).toBe(3);

    expect(io.err).toEqual(['All mail of tenant acme is not paused; paused: marketing.']);
  });

  it('says how a tenant that its settings switch off goes on', async () => {
    const { tools, tenants, io } = world();
    await tenants.port.pause('acme', 'switched-off', { by: 'operator', since: 1, why: 'so' });

    expect(await resume('acme', { why: 'so' }, tools)).toBe(3);
    expect(io.err.join()).toContain('tenants config put');
  });
});
