import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Lane, lanes } from '../../../shared/email/streams.ts';
import {
  type AccountState,
  type EventSourceSettings,
  isSetSo,
  planEventSource,
  settingsFor,
} from '../../../shared/pacing/event-source-settings.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';

const noon = Date.UTC(2026, 10, 21, 12);

const account = (
  left: number,
  changes: { readonly rate?: number; readonly max?: number; readonly isPaused?: boolean } = {},
): AccountState => {
  const { rate = 14, max = 50_000, isPaused = false } = changes;
  return {
    ledger: {
      ...newLedger({ max24Hours: max, maxPerSecond: rate, sentLast24Hours: 0 }, noon),
      quota: left,
    },
    isPaused,
  };
};

const open: EventSourceSettings = { ...settingsFor('bulk', 14), isEnabled: true };
const closed: EventSourceSettings = { ...open, isEnabled: false };
const lane = fc.constantFrom(...lanes);
const rate = fc.double({ min: 0.001, max: 100_000, noNaN: true });

describe('settings of the event sources', () => {
  it.each([
    // Spread over the day, a quota of 200 is a mail in seven minutes.
    [200 / 86_400, 1, 0, 2],
    [1, 10, 0, 2],
    [14, 10, 0, 2],
    [50, 10, 0, 3],
    [75, 30, 1, 3],
    [100, 50, 1, 3],
    [200, 50, 1, 3],
    [600, 75, 1, 4],
    [1_000, 100, 1, 5],
    [20_000, 500, 1, 12],
    [100_000, 500, 1, 52],
  ])(
    'are, at %d recipients per second, batches of %d over %d s, %d at once for bulk mail',
    (rate, batch, window, batches) => {
      expect(settingsFor('bulk', rate)).toEqual({
        batchSize: batch,
        batchingWindowSeconds: window,
        maximumConcurrency: batches,
      });
    },
  );

  it.each([
    [1, 3],
    [14, 3],
    [200, 7],
    [1_000, 27],
    [20_000, 502],
    [100_000, 1_000],
  ])('keep batches of ten for transactional mail, at %d per second %d at once', (rate, batches) => {
    expect(settingsFor('transactional', rate)).toEqual({
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: batches,
    });
  });

  it.each([
    [1, 4],
    [2, 6],
    [3, 8],
    [11, 24],
    [500, 24],
  ])(
    'let batches of slower accounts wait: of %d accounts %d bulk batches at once',
    (accounts, batches) => {
      expect(settingsFor('bulk', 215, accounts).maximumConcurrency).toBe(batches);
    },
  );

  it('are what Lambda allows, at every rate', () =>
    fc.assert(
      fc.property(lane, rate, (lane, rate) => {
        const { batchSize, batchingWindowSeconds, maximumConcurrency } = settingsFor(lane, rate);

        expect([batchSize, batchingWindowSeconds, maximumConcurrency].every(Number.isInteger)).toBe(
          true,
        );
        expect(batchSize).toBeGreaterThanOrEqual(1);
        expect(batchingWindowSeconds).toBe(batchSize > 10 ? 1 : 0);
        expect(maximumConcurrency).toBeGreaterThanOrEqual(2);
        expect(maximumConcurrency).toBeLessThanOrEqual(1_000);
      }),
    ));

  it('reach the rate: what all batches hold lasts longer than a batch takes to begin and end', () =>
    fc.assert(
      fc.property(fc.double({ min: 0.7, max: 30_000, noNaN: true }), (rate) => {
        const { batchSize, maximumConcurrency } = settingsFor('bulk', rate);

        expect(((maximumConcurrency - 1) * batchSize) / rate).toBeGreaterThanOrEqual(0.25);
      }),
    ));

  it('hold no more bulk mail than three batches can send in 45 seconds', () =>
    fc.assert(
      fc.property(rate, (rate) => {
        const { batchSize } = settingsFor('bulk', rate);

        if (batchSize > 1) expect(batchSize / rate).toBeLessThanOrEqual(15);
      }),
    ));

  it('grow with the rate', () =>
    fc.assert(
      fc.property(rate, rate, (one, other) => {
        const [slow, fast] = [Math.min(one, other), Math.max(one, other)];

        expect(settingsFor('bulk', slow).batchSize).toBeLessThanOrEqual(
          settingsFor('bulk', fast).batchSize,
        );
      }),
    ));

  it.each([
    [
      'bulk mail goes on while more than the reserve is left',
      'bulk',
      [account(2_501)],
      open,
      false,
      [true, false],
    ],
    ['bulk mail stops at the reserve', 'bulk', [account(2_500)], open, false, [false, true]],
    [
      'transactional mail goes on with the reserve',
      'transactional',
      [account(1)],
      open,
      false,
      [true, false],
    ],
    [
      'transactional mail stops when nothing is left',
      'transactional',
      [account(0)],
      open,
      false,
      [false, true],
    ],
    [
      'it stops when others have sent more than there was',
      'transactional',
      [account(-20)],
      open,
      false,
      [false, true],
    ],
    [
      'a few recipients open nothing that was closed',
      'bulk',
      [account(2_501)],
      closed,
      true,
      [false, true],
    ],
    [
      'the hundredth part of the quota opens it',
      'bulk',
      [account(3_000)],
      closed,
      true,
      [true, false],
    ],
    [
      'less than a minute of mail opens nothing, where that is less',
      'bulk',
      [account(50_000 + 60 * 100 - 1, { max: 1_000_000, rate: 100 })],
      closed,
      true,
      [false, true],
    ],
    [
      'exactly a minute of mail opens it',
      'bulk',
      [account(50_000 + 60 * 100, { max: 1_000_000, rate: 100 })],
      closed,
      true,
      [true, false],
    ],
    [
      'a minute of mail opens it, where that is less',
      'bulk',
      [account(52_000, { max: 1_000_000 })],
      closed,
      true,
      [true, false],
    ],
    [
      'an account without a limit is always open',
      'bulk',
      [account(1e15, { max: Number.POSITIVE_INFINITY })],
      closed,
      true,
      [true, false],
    ],
    [
      'a paused account takes nothing',
      'transactional',
      [account(50_000, { isPaused: true })],
      open,
      false,
      [false, true],
    ],
    [
      'it opens again when the account does',
      'transactional',
      [account(50_000)],
      closed,
      true,
      [true, false],
    ],
    [
      'what a person closed stays closed',
      'transactional',
      [account(50_000)],
      closed,
      false,
      [false, false],
    ],
    [
      'what a person closed is not ours when the quota ends',
      'transactional',
      [account(0)],
      closed,
      false,
      [false, false],
    ],
    [
      'what a person opened is closed again while there is nothing to send with',
      'transactional',
      [account(0)],
      open,
      true,
      [false, true],
    ],
    [
      'what a person opened is no longer ours to open',
      'transactional',
      [account(50_000)],
      open,
      true,
      [true, false],
    ],
    [
      'one account with room is enough',
      'bulk',
      [account(0), account(50_000)],
      open,
      false,
      [true, false],
    ],
    [
      'an account that is paused does not count',
      'bulk',
      [account(0), account(50_000, { isPaused: true })],
      open,
      false,
      [false, true],
    ],
  ] as const)(
    'say when a queue is read: %s',
    (_, lane: Lane, accounts, current, wasStoppedByUs, [isEnabled, isStoppedByUs]) => {
      const plan = planEventSource(lane, accounts, current, wasStoppedByUs);

      expect({ isEnabled: plan.settings.isEnabled, isStoppedByUs: plan.isStoppedByUs }).toEqual({
        isEnabled,
        isStoppedByUs,
      });
    },
  );

  it('are made for the rates of all accounts together', () => {
    const { settings } = planEventSource(
      'bulk',
      [account(1, { rate: 600 }), account(9_000, { rate: 400 })],
      open,
      false,
    );

    expect(settings).toMatchObject(settingsFor('bulk', 1_000, 2));
  });

  it('come to rest: what was just set is not changed again while nothing else changes', () =>
    fc.assert(
      fc.property(
        lane,
        fc.integer({ min: -100, max: 50_000 }),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (lane, left, isPaused, isEnabled, wasStoppedByUs) => {
          const accounts = [account(left, { isPaused })];
          const first = planEventSource(lane, accounts, { ...open, isEnabled }, wasStoppedByUs);
          const second = planEventSource(lane, accounts, first.settings, first.isStoppedByUs);

          expect(second).toEqual(first);
          expect(isSetSo(first.settings, second.settings)).toBe(true);
        },
      ),
    ));

  it.each([
    { batchSize: 11 },
    { batchingWindowSeconds: 2 },
    { maximumConcurrency: 9 },
    { isEnabled: false },
  ])('differ when one of them does: %j', (change) => {
    expect(isSetSo(open, { ...open, ...change })).toBe(false);
    expect(isSetSo(open, { ...open })).toBe(true);
  });
});
