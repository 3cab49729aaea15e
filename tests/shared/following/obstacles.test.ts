import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { obstaclesTo, quotaFreesAt } from '../../../shared/following/obstacles.ts';
import { cannotTell, known, type PathFacts } from '../../../shared/following/path-facts.ts';
import type { Ledger } from '../../../shared/pacing/ledger.ts';
import { openPath } from '../../fakes/mail-facts.ts';

const nowMs = Date.UTC(2026, 2, 1, 9);
const hourMs = 3_600_000;
const hour = nowMs / hourMs;

const ledgerWith = (changes: Partial<Ledger>): PathFacts['ledger'] => {
  const { ledger } = openPath(nowMs);
  if (ledger.kind !== 'known') throw new Error('The path has a ledger.');
  return known({ ...ledger.fact, ...changes });
};

const found = (changes: Partial<PathFacts>, mail = { recipients: 1 }) =>
  obstaclesTo(openPath(nowMs, changes), mail, nowMs);

const pause = { by: 'operator', person: 'ann', since: nowMs - hourMs, why: 'unpaid' } as const;
const budget = known({
  use: { day: 20_513, dayUsed: 90, month: 24_314, monthUsed: 90, tatMs: 0, held: undefined },
  limits: { perDay: 100, perMonth: 1_000 },
});

describe('obstaclesTo', () => {
  it('finds none where nothing stands in the way', () => {
    expect(found({})).toEqual([]);
  });

  it.each<[string, Partial<PathFacts>, string, string | undefined]>([
    [
      'a pause of the tenant',
      { pauses: known([{ tenantId: 'acme', pauses: { '*': pause } }]) },
      'all mail of tenant acme is paused by the operator (ann) since 2026-03-01T08:00:00.000Z: unpaid',
      'ses-pipeline resume acme --why TEXT',
    ],
    [
      'a pause of its stream',
      { pauses: known([{ tenantId: 'acme', pauses: { transactional: pause } }]) },
      'stream transactional of tenant acme is paused',
      'ses-pipeline resume acme --stream transactional --why TEXT',
    ],
    [
      'a pause of everybody',
      { pauses: known([{ tenantId: '*', pauses: { '*': { ...pause, by: 'guard' } } }]) },
      'all mail of the account is paused by the guard',
      "ses-pipeline resume '*' --why TEXT",
    ],
    [
      'a pause by SES, which no resume ends',
      { pauses: known([{ tenantId: 'acme', pauses: { 'by-ses': { ...pause, by: 'ses' } } }]) },
      'paused by SES',
      'ses-pipeline tenants ses show acme',
    ],
    [
      'SES that takes no mail',
      { sesStopped: known({ since: nowMs, why: 'the account is paused' }) },
      'SES takes no mail of the account since 2026-03-01T09:00:00.000Z: the account is paused',
      'ses-pipeline way-out set --stream transactional',
    ],
    [
      'a closed queue',
      { ledger: ledgerWith({ stoppedLanes: ['transactional'] }) },
      'closed the queue',
      undefined,
    ],
    [
      'a quota that is used up',
      { ledger: ledgerWith({ quota: 0 }) },
      'quota of 50000 recipients is used up',
      undefined,
    ],
    [
      'slots far ahead',
      { ledger: ledgerWith({ tatMs: nowMs + 5_000 }) },
      'at 14.1 recipients a second',
      undefined,
    ],
  ])('names %s', (_, changes, text, command) => {
    const [one, ...more] = found(changes);

    expect(more).toEqual([]);
    expect(one?.text).toContain(text);
    if (command === undefined) expect(one?.command).toBeUndefined();
    else expect(one?.command).toContain(command);
  });

  it('knows that bulk mail leaves a part of the quota to transactional mail', () => {
    const ledger = ledgerWith({ quota: 2_500 });

    expect(found({ ledger, stream: 'marketing', lane: 'bulk' })[0]?.text).toContain(
      'that transactional mail keeps',
    );
    expect(found({ ledger })).toEqual([]);
  });

  it('names no budget that has room, and when one that has none gets some', () => {
    expect(found({ budget }, { recipients: 10 })).toEqual([]);
    expect(found({ budget }, { recipients: 11 })).toMatchObject([
      { kind: 'budget', untilMs: Date.UTC(2026, 2, 2) },
    ]);
    expect(found({ budget }, { recipients: 101 })[0]?.untilMs).toBeUndefined();
  });

  it('waits for sendAfter until it has come', () => {
    const at = (sendAfterMs: number) =>
      obstaclesTo(openPath(nowMs), { recipients: 1, sendAfterMs }, nowMs);

    expect(at(nowMs + 1)).toMatchObject([{ kind: 'send-after', untilMs: nowMs + 1 }]);
    expect(at(nowMs)).toEqual([]);
  });

  it.each<keyof PathFacts>(['pauses', 'sesStopped', 'budget', 'ledger'])(
    'tells of %s that it cannot tell, and guesses nothing',
    (name) => {
      expect(found({ [name]: cannotTell('AccessDeniedException') })).toEqual([
        { kind: 'cannot-tell', text: expect.stringMatching(/cannot be told: AccessDenied/) },
      ]);
    },
  );

  it('says that the account of a tenant is not looked at', () => {
    expect(found({ hasOwnAccount: known(true), ledger: ledgerWith({ quota: 0 }) })).toMatchObject([
      { kind: 'cannot-tell' },
    ]);
  });
});

describe('quotaFreesAt', () => {
  it('is when the oldest hour with mail in it leaves the 24 hours', () => {
    const sentByHour = new Map([
      [hour - 30, 5],
      [hour - 20, 0],
      [hour - 10, 7],
      [hour - 3, 9],
    ]);

    expect(quotaFreesAt({ sentByHour }, nowMs)).toBe(nowMs + 15 * hourMs);
    expect(quotaFreesAt({ sentByHour: new Map() }, nowMs)).toBeUndefined();
  });

  it('lies ahead, by 25 hours at the most, whenever mail was sent in the last 24', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(23), { minLength: 1 }), fc.nat(hourMs), (hours, offset) => {
        const sentByHour = new Map(hours.map((ago) => [hour - ago, 1]));
        const atMs = nowMs + offset;
        const frees = quotaFreesAt({ sentByHour }, atMs) ?? 0;
        expect(frees).toBeGreaterThan(atMs);
        expect(frees).toBeLessThanOrEqual(nowMs + 25 * hourMs);
      }),
    ));
});
