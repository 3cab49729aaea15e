import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Counts } from '../../../shared/reputation/counts.ts';
import { judgeAccount } from '../../../shared/reputation/judge-account.ts';
import { judgeTenant, type TenantRecord } from '../../../shared/reputation/judge-tenant.ts';
import { defaultThresholds } from '../../../shared/reputation/thresholds.ts';

const hour = 3_600_000;
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
  standings: new Map(),
  hoursByStream: new Map(),
  // Of the account's own unless a test says otherwise.
  ownHoursByStream: changes.hoursByStream ?? new Map(),
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
    const hoursByStream = hours({
      marketing: { [thisHour]: bad },
      transactional: { [thisHour]: good },
    });

    expect(actsOf(record({ hoursByStream }))).toEqual({
      marketing: 'paused pause',
      transactional: 'healthy nothing',
      '*': 'healthy nothing',
    });
    expect(judgeTenant(record({ hoursByStream }), nowMs).going).toEqual(['-', 'transactional']);
  });

  it('pauses the tenant when its streams are bad only together, or nobody knows which', () => {
    const half = counts(4, 20);

    expect(
      actsOf(
        record({
          hoursByStream: hours({
            marketing: { [thisHour]: half },
            notifications: { [thisHour]: half },
          }),
        }),
      ),
    ).toMatchObject({
      marketing: 'warned nothing',
      '*': 'paused pause',
    });
    expect(actsOf(record({ hoursByStream: hours({ '-': { [thisHour]: bad } }) }))).toEqual({
      '*': 'paused pause',
    });
  });

  it('counts seven days and the hour under way, and nothing before', () => {
    const at = (hoursAgo: number) =>
      actsOf(record({ hoursByStream: hours({ marketing: { [thisHour - hoursAgo * hour]: bad } }) }))
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
      actsOf(record({ pauses, hoursByStream: hours({ marketing: { [thisHour]: bad } }) }))
        .marketing,
    ).toBe('paused nothing');
    expect(
      actsOf(
        record({ pauses, hoursByStream: hours({ marketing: { [thisHour]: counts(9, 100) } }) }),
      ).marketing,
    ).toBe('paused nothing');
    expect(
      actsOf(
        record({ pauses, hoursByStream: hours({ marketing: { [thisHour]: counts(7, 100) } }) }),
      ).marketing,
    ).toBe('warned resume');
    expect(actsOf(record({ pauses })).marketing).toBe('healthy resume');
  });

  it("never lifts an operator's pause, and never puts its own in its place", () => {
    const pauses = new Map([['*', { by: 'operator', since: 1, why: 'unpaid' } as const]]);

    expect(actsOf(record({ pauses }))['*']).toBe('healthy nothing');
    expect(
      actsOf(record({ pauses, hoursByStream: hours({ '-': { [thisHour]: bad } }) }))['*'],
    ).toBe('paused nothing');
  });

  it('only warns for 24 hours after an operator has resumed', () => {
    const hoursByStream = hours({ marketing: { [thisHour]: bad } });
    const resumedAt = (since: number) =>
      actsOf(record({ hoursByStream, resumes: new Map([['marketing', byOperator(since)]]) }))
        .marketing;

    expect(resumedAt(nowMs - 24 * hour + 1)).toBe('warned nothing');
    expect(resumedAt(nowMs - 24 * hour)).toBe('paused pause');
    expect(
      actsOf(record({ hoursByStream, resumes: new Map([['*', byOperator(nowMs - 2 * hour)]]) }))
        .marketing,
    ).toBe('warned nothing');
  });

  it('judges what an operator has resumed by what was sent since', () => {
    const hoursByStream = hours({ marketing: { [thisHour - 30 * hour]: bad, [thisHour]: good } });
    const resumes = new Map([['marketing', byOperator(thisHour - 29.5 * hour)]]);

    expect(actsOf(record({ hoursByStream })).marketing).toBe('paused pause');
    expect(actsOf(record({ hoursByStream, resumes })).marketing).toBe('healthy nothing');
  });

  it('pauses nothing that an operator has paused, nor while a resume holds, whatever is counted', () =>
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(2_000),
        fc.constantFrom('marketing', '*'),
        fc.boolean(),
        (bounced, sent, scope, isPause) => {
          const hoursByStream = hours({ marketing: { [thisHour]: counts(bounced, sent) } });
          const word = isPause
            ? {
                pauses: new Map([
                  [scope, { by: 'operator', since: nowMs - 1, why: 'so' } as const],
                ]),
              }
            : { resumes: new Map([[scope, byOperator(nowMs - 1)]]) };
          const acts = judgeTenant(record({ hoursByStream, ...word }), nowMs).judgements.filter(
            (each) => each.scope === scope,
          );
          expect(acts.map(({ act }) => act)).toEqual(['nothing']);
        },
      ),
    ));
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
      record({ tenantId, hoursByStream: hours({ marketing: { [thisHour]: counts(4, 20) } }) });

    expect(judged(small('a'), small('b'))).toMatchObject({
      tenantId: '*',
      scope: '*',
      standing: 'paused',
      act: 'pause',
    });
  });

  it('is not stopped by mail that another account has sent', () => {
    const hoursByStream = hours({ marketing: { [thisHour]: counts(4, 20) } });
    const own = record({ tenantId: 'b', hoursByStream });

    expect(judged(record({ hoursByStream, ownHoursByStream: new Map() }), own)).toMatchObject({
      standing: 'warned',
      act: 'nothing',
    });
    expect(judged(record({ hoursByStream }), own)).toMatchObject({
      standing: 'paused',
      act: 'pause',
    });
  });

  it('does not stop everybody for one who is paused already, or who sends with an account of his own', () => {
    const hoursByStream = hours({ marketing: { [thisHour]: bad } });

    expect(judged(record({ hoursByStream }))).toMatchObject({
      standing: 'healthy',
      act: 'nothing',
    });
    const apart = record({
      hasOwnAccount: true,
      hoursByStream: hours({ marketing: { [thisHour]: counts(4, 20) } }),
    });
    const other = record({
      tenantId: 'b',
      hoursByStream: hours({ marketing: { [thisHour]: counts(4, 20) } }),
    });
    expect(judged(apart, other)).toMatchObject({ standing: 'warned', act: 'nothing' });
  });
});
