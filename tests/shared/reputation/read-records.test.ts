import { describe, expect, it } from '@jest/globals';
import { type Counts, nameOfStream, type Tally } from '../../../shared/reputation/counts.ts';
import { readRecords } from '../../../shared/reputation/read-records.ts';
import type { KeptStanding } from '../../../shared/reputation/reputation-book.ts';
import type { PausesOfTenant } from '../../../shared/reputation/tenant-pauses.ts';
import { defaultThresholds, withOwn } from '../../../shared/reputation/thresholds.ts';

const hour = 3_600_000;
const day = 24 * hour;
const nowMs = Date.UTC(2026, 2, 10, 12, 30);
const thisHour = Date.UTC(2026, 2, 10, 12);
const firstHour = thisHour - 7 * day;

const counts = (sent: number): Counts => ({ sent, bounced: 1, complained: 2 });

const tenant = (tenantId: string, changes: Partial<PausesOfTenant> = {}): PausesOfTenant => ({
  tenantId,
  hasOwnAccount: false,
  pauses: new Map(),
  resumes: new Map(),
  ownThresholds: {},
  ...changes,
});

/** A book of these tallies by hour, and of these standings. */
const bookOf = (tallies: ReadonlyMap<number, Tally>, standings: readonly KeptStanding[] = []) => ({
  readHours: async (dayMs: number) =>
    new Map([...tallies].filter(([at]) => at >= dayMs && at < dayMs + day)),
  listStandings: async () => standings,
});

const read = (
  tallies: ReadonlyMap<number, Tally>,
  known: readonly PausesOfTenant[] = [],
  standings: readonly KeptStanding[] = [],
) => readRecords(bookOf(tallies, standings), known, defaultThresholds, nowMs);

const tally = (name: string, sent: number): Tally => new Map([[name, counts(sent)]]);
const standing = (tenantId: string, scope: string): KeptStanding => ({
  tenantId,
  scope,
  standing: 'warned',
  sinceMs: 1,
  why: 'so',
});

describe('read-records', () => {
  it('knows of all tenants together always, and of nothing else when nothing was sent', async () => {
    expect(await read(new Map())).toEqual([
      {
        tenantId: '*',
        hasOwnAccount: false,
        thresholds: defaultThresholds,
        pauses: new Map(),
        resumes: new Map(),
        forgiven: new Map(),
        standings: new Map(),
        here: new Map(),
        elsewhere: new Map(),
      },
    ]);
  });

  it('knows who has sent here or elsewhere, is paused or has a standing, and no other', async () => {
    const tallies = new Map([
      [thisHour, new Map([...tally('here#bulk', 1), ...tally('there#bulk#elsewhere', 1)])],
    ]);
    const pauses = new Map([['*', { by: 'operator', since: 1, why: 'so' } as const]]);
    const known = [tenant('paused', { pauses }), tenant('quiet')];

    const records = await read(tallies, known, [standing('judged', '*')]);

    expect(records.map(({ tenantId }) => tenantId)).toEqual([
      '*',
      'here',
      'judged',
      'paused',
      'there',
    ]);
  });

  it('counts the hours of 7 days and the one under way, by stream and by whose account', async () => {
    const own = nameOfStream('acme', 'bulk');
    const other = nameOfStream('acme', 'bulk', true);
    const tallies = new Map<number, Tally>([
      [firstHour - hour, tally(own, 1)],
      [firstHour, tally(own, 10)],
      [thisHour, new Map([...tally(own, 100), ...tally(other, 1_000)])],
    ]);

    const acme = (await read(tallies)).find(({ tenantId }) => tenantId === 'acme');

    expect(acme?.here).toEqual(
      new Map([
        [
          'bulk',
          new Map([
            [firstHour, counts(10)],
            [thisHour, counts(100)],
          ]),
        ],
      ]),
    );
    expect(acme?.elsewhere).toEqual(new Map([['bulk', new Map([[thisHour, counts(1_000)]])]]));
  });

  it('reads the slots of an hour in which something was forgiven, where they are asked for', async () => {
    const known = [tenant('acme', { forgiven: new Map([['*', thisHour + 60_000]]) })];
    const tallies = new Map([[thisHour, tally('acme#bulk', 30)]]);
    const slots = new Map([
      [thisHour, tally('acme#bulk', 10)],
      [thisHour + 300_000, tally('acme#bulk', 20)],
    ]);
    const hoursOf = async (book: Parameters<typeof readRecords>[0]) =>
      (await readRecords(book, known, defaultThresholds, nowMs))
        .find(({ tenantId }) => tenantId === 'acme')
        ?.here.get('bulk');

    expect(await hoursOf({ ...bookOf(tallies), readSlots: async () => slots })).toEqual(
      new Map([
        [thisHour, counts(10)],
        [thisHour + 300_000, counts(20)],
      ]),
    );
    expect(await hoursOf(bookOf(tallies))).toEqual(new Map([[thisHour, counts(30)]]));
  });

  it('takes account, pauses, resumes and thresholds from its item, standings by scope', async () => {
    const item = tenant('acme', {
      hasOwnAccount: true,
      pauses: new Map([['bulk', { by: 'guard', since: 1, why: 'so' }]]),
      resumes: new Map([['*', { by: 'operator', since: 2, why: 'so', released: true }]]),
      ownThresholds: { bouncePausePercent: 1 },
    });

    const records = await read(
      new Map(),
      [item],
      [standing('acme', '*'), standing('acme', 'bulk')],
    );

    expect(records.find(({ tenantId }) => tenantId === 'acme')).toMatchObject({
      hasOwnAccount: true,
      pauses: item.pauses,
      resumes: item.resumes,
      thresholds: withOwn(defaultThresholds, { bouncePausePercent: 1 }),
      standings: new Map([
        ['*', 'warned'],
        ['bulk', 'warned'],
      ]),
    });
  });
});
