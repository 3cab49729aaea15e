import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeAccount } from '../../../functions/guard-reputation/judge-account.ts';
import type { Counts } from '../../../shared/reputation/counts.ts';
import { judgeTenant, type TenantRecord } from '../../../shared/reputation/judge-tenant.ts';
import { defaultThresholds } from '../../../shared/reputation/thresholds.ts';

const minute = 60_000;
const hour = 60 * minute;
const nowMs = Date.UTC(2026, 2, 10, 12, 30);
const thisHour = Date.UTC(2026, 2, 10, 12);

const counts = (bounced: number, sent: number): Counts => ({ sent, bounced, complained: 0 });
const bad = counts(20, 100);
const good = counts(0, 100);

const record = (changes: Partial<TenantRecord> = {}): TenantRecord => ({
  tenantId: 'acme',
  hasOwnAccount: false,
  thresholds: defaultThresholds,
  pauses: new Map(),
  resumes: new Map(),
  forgiven: new Map(),
  standings: new Map(),
  here: new Map(),
  elsewhere: new Map(),
  ...changes,
});

const hours = (streams: Readonly<Record<string, Readonly<Record<number, Counts>>>>) =>
  new Map(
    Object.entries(streams).map(([stream, byHour]) => [
      stream,
      new Map(Object.entries(byHour).map(([at, each]) => [Number(at), each] as const)),
    ]),
  );

const actsOf = (tenant: TenantRecord) =>
  Object.fromEntries(
    judgeTenant(tenant, nowMs).judgements.map(({ scope, standing, act }) => [
      scope,
      `${standing} ${act}`,
    ]),
  );

const byOperator = (since: number) =>
  ({ by: 'operator', since, why: 'list cleaned', released: true }) as const;
const guardPause = { by: 'guard', since: nowMs - hour, why: 'bounces' } as const;

describe('judgeTenant', () => {
  it('pauses the stream that goes wrong and leaves the others alone', () => {
    const here = hours({
      marketing: { [thisHour]: bad },
      transactional: { [thisHour]: good },
    });

    expect(actsOf(record({ here }))).toEqual({
      marketing: 'paused pause',
      transactional: 'healthy nothing',
      '*': 'healthy nothing',
    });
    expect(judgeTenant(record({ here }), nowMs).going).toEqual(['-', 'transactional']);
  });

  it('takes a tenant that is switched off for no stream of its own', () => {
    const pauses = new Map([['switched-off', { by: 'operator', since: 0, why: 'x' } as const]]);
    const here = hours({ transactional: { [thisHour]: good } });

    expect(Object.keys(actsOf(record({ here, pauses })))).toEqual(['transactional', '*']);
  });

  it('pauses the tenant when its streams are bad only together, or nobody knows which', () => {
    const half = counts(4, 20);

    expect(
      actsOf(
        record({
          here: hours({
            marketing: { [thisHour]: half },
            notifications: { [thisHour]: half },
          }),
        }),
      ),
    ).toMatchObject({
      marketing: 'warned nothing',
      '*': 'paused pause',
    });
    expect(actsOf(record({ here: hours({ '-': { [thisHour]: bad } }) }))).toEqual({
      '*': 'paused pause',
    });
  });

  it('counts seven days and the hour under way, and nothing before', () => {
    const at = (hoursAgo: number) =>
      actsOf(record({ here: hours({ marketing: { [thisHour - hoursAgo * hour]: bad } }) }))
        .marketing;

    expect([at(24), at(25), at(168), at(169)]).toEqual([
      'paused pause',
      'paused pause',
      'paused pause',
      'healthy nothing',
    ]);
  });

  it('does nothing where it has paused already, and resumes when the rate has come down', () => {
    const pauses = new Map([['marketing', guardPause]]);

    expect(
      actsOf(record({ pauses, here: hours({ marketing: { [thisHour]: bad } }) })).marketing,
    ).toBe('paused nothing');
    expect(
      actsOf(record({ pauses, here: hours({ marketing: { [thisHour]: counts(9, 100) } }) }))
        .marketing,
    ).toBe('paused nothing');
    expect(
      actsOf(record({ pauses, here: hours({ marketing: { [thisHour]: counts(7, 100) } }) }))
        .marketing,
    ).toBe('warned resume');
    expect(actsOf(record({ pauses })).marketing).toBe('healthy resume');
  });

  it("never lifts an operator's pause, and never puts its own in its place", () => {
    const pauses = new Map([['*', { by: 'operator', since: 1, why: 'unpaid' } as const]]);

    expect(actsOf(record({ pauses }))['*']).toBe('healthy nothing');
    expect(actsOf(record({ pauses, here: hours({ '-': { [thisHour]: bad } }) }))['*']).toBe(
      'paused nothing',
    );
  });

  it('only warns for five minutes after an operator has resumed', () => {
    const here = hours({ marketing: { [thisHour]: bad } });
    const resumedAt = (since: number) =>
      actsOf(record({ here, resumes: new Map([['marketing', byOperator(since)]]) })).marketing;

    expect(resumedAt(nowMs - 5 * minute + 1)).toBe('warned nothing');
    expect(resumedAt(nowMs - 5 * minute)).toBe('paused pause');
    expect(
      actsOf(record({ here, resumes: new Map([['*', byOperator(nowMs - minute)]]) })).marketing,
    ).toBe('warned nothing');
  });

  it.each(['marketing', '*'])(
    'forgets the bounces that were forgiven of %s, up to the end of their five minutes, and no mail',
    (scope) => {
      const atMs = thisHour + 12 * minute;
      const slot = thisHour + 10 * minute;
      const judged = (later: Counts) =>
        actsOf(
          record({
            here: hours({
              marketing: { [slot - 5 * minute]: bad, [slot]: bad, [atMs + 3 * minute]: later },
            }),
            forgiven: new Map([[scope, atMs]]),
          }),
        ).marketing;

      expect(judged(good)).toBe('healthy nothing');
      // 20 bounces in 300 mails, of which those of the first 200 were forgiven.
      expect(judged(bad)).toBe('warned nothing');
      expect(judged(counts(30, 100))).toBe('paused pause');
    },
  );

  it("gives no grace for an operator's own pause and resume", () => {
    const here = hours({ marketing: { [thisHour]: bad } });
    const resumes = new Map([['*', byOperator(nowMs - 5 * minute)]]);

    expect(actsOf(record({ here, resumes })).marketing).toBe('paused pause');
  });

  it('pauses nothing that an operator has paused, nor while a resume holds, whatever is counted', () =>
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(2_000),
        fc.constantFrom('marketing', '*'),
        fc.boolean(),
        (bounced, sent, scope, isPause) => {
          const here = hours({ marketing: { [thisHour]: counts(bounced, sent) } });
          const word = isPause
            ? {
                pauses: new Map([
                  [scope, { by: 'operator', since: nowMs - 1, why: 'so' } as const],
                ]),
              }
            : { resumes: new Map([[scope, byOperator(nowMs - 1)]]) };
          const acts = judgeTenant(record({ here, ...word }), nowMs).judgements.filter(
            (each) => each.scope === scope,
          );
          expect(acts.map(({ act }) => act)).toEqual(['nothing']);
        },
      ),
    ));
});

describe('judgeTenant, of mail here and elsewhere', () => {
  const bySide = (here: Counts, elsewhere: Counts) =>
    record({
      here: hours({ marketing: { [thisHour]: here } }),
      elsewhere: hours({ marketing: { [thisHour]: elsewhere } }),
    });

  it('pauses bad mail here whatever good mail is said to be sent elsewhere, and the other way round', () => {
    const much = counts(0, 100_000);

    expect(actsOf(bySide(bad, much)).marketing).toBe('paused pause');
    expect(actsOf(bySide(much, bad)).marketing).toBe('paused pause');
    expect(judgeTenant(bySide(much, bad), nowMs).judgements[0]?.why).toContain(
      '20 bounces in 100 mails over 24 hours elsewhere',
    );
  });

  it('pauses a tenant whose streams are bad together on one side', () => {
    const half = counts(4, 20);
    const here = hours({
      marketing: { [thisHour]: half },
      notifications: { [thisHour]: half },
    });

    expect(
      actsOf(record({ here, elsewhere: hours({ marketing: { [thisHour]: counts(0, 9_999) } }) })),
    ).toMatchObject({ marketing: 'warned nothing', '*': 'paused pause' });
    expect(actsOf(record({ elsewhere: here }))['*']).toBe('paused pause');
  });

  it('never stands better for more mail on the other side', () =>
    fc.assert(
      fc.property(fc.nat(300), fc.nat(3_000), fc.nat(300), fc.nat(3_000), (b1, s1, b2, s2) => {
        const rank = (tenant: TenantRecord) =>
          ['healthy', 'warned', 'paused'].indexOf(
            judgeTenant(tenant, nowMs).judgements[0]?.standing ?? '',
          );
        const alone = rank(record({ here: hours({ marketing: { [thisHour]: counts(b1, s1) } }) }));
        expect(rank(bySide(counts(b1, s1), counts(b2, s2)))).toBeGreaterThanOrEqual(alone);
      }),
    ));
});

describe('judgeTenant, beside what an operator has paused', () => {
  const warned = counts(4, 20);
  const both = hours({ marketing: { [thisHour]: warned }, notifications: { [thisHour]: warned } });
  const pauses = new Map([['marketing', { by: 'operator', since: 1, why: 'so' } as const]]);

  it('judges the tenant by its other streams alone', () => {
    expect(actsOf(record({ here: both }))['*']).toBe('paused pause');
    expect(actsOf(record({ here: both, pauses }))['*']).toBe('warned nothing');
    expect(judgeTenant(record({ here: both, pauses }), nowMs).going).toEqual([
      '-',
      'notifications',
    ]);
  });

  it('lets nothing of a tenant go on that an operator has paused as a whole', () => {
    const whole = new Map([['*', { by: 'operator', since: 1, why: 'so' } as const]]);

    expect(judgeTenant(record({ here: both, pauses: whole }), nowMs).going).toEqual([]);
  });
});

describe('judgeAccount', () => {
  const own = record({ tenantId: '*' });
  const judged = (...tenants: readonly TenantRecord[]) =>
    judgeAccount(
      own,
      tenants.map((each) => ({ record: each, going: judgeTenant(each, nowMs).going })),
      nowMs,
    );

  it('pauses everything when tenants are bad only together', () => {
    const small = (tenantId: string) =>
      record({ tenantId, here: hours({ marketing: { [thisHour]: counts(4, 20) } }) });

    expect(judged(small('a'), small('b'))).toMatchObject({
      tenantId: '*',
      scope: '*',
      standing: 'paused',
      act: 'pause',
    });
  });

  it('is not stopped by mail that another account has sent', () => {
    const here = hours({ marketing: { [thisHour]: counts(4, 20) } });
    const own = record({ tenantId: 'b', here });

    expect(judged(record({ elsewhere: here }), own)).toMatchObject({
      standing: 'warned',
      act: 'nothing',
    });
    expect(judged(record({ here }), own)).toMatchObject({
      standing: 'paused',
      act: 'pause',
    });
  });

  it('does not stop everybody for one who is paused already, or who sends with an account of his own', () => {
    const here = hours({ marketing: { [thisHour]: bad } });

    expect(judged(record({ here }))).toMatchObject({
      standing: 'healthy',
      act: 'nothing',
    });
    const apart = record({
      hasOwnAccount: true,
      here: hours({ marketing: { [thisHour]: counts(4, 20) } }),
    });
    const other = record({
      tenantId: 'b',
      here: hours({ marketing: { [thisHour]: counts(4, 20) } }),
    });
    expect(judged(apart, other)).toMatchObject({ standing: 'warned', act: 'nothing' });
  });
});
