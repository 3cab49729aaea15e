import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canaryPaths } from '../../../shared/canary/canary-mail.ts';
import {
  type CanaryState,
  type CanaryVerdicts,
  eventAgeMs,
  firstState,
  nextState,
} from '../../../shared/canary/canary-state.ts';
import type { CanaryVerdict } from '../../../shared/canary/judge-canary.ts';

const minute = 60_000;
const start = Date.parse('2026-11-29T15:00:00Z');
const first = firstState(start);
const at = (minutes: number): number => start + minutes * minute;

const proven = (atMs: number): CanaryVerdict => ({ kind: 'proven', atMs });
const lost: CanaryVerdict = { kind: 'lost', sentAtMs: start };
const refused: CanaryVerdict = { kind: 'refused', reasons: [] };
const closed: CanaryVerdict = { kind: 'waiting', why: 'queue-closed' };
const held: CanaryVerdict = { kind: 'waiting', why: 'held' };
const onItsWay: CanaryVerdict = { kind: 'on-its-way' };
const all = (verdict: CanaryVerdict): CanaryVerdicts => ({
  delivery: verdict,
  bounce: verdict,
  complaint: verdict,
});
const isNewRound = (verdict: CanaryVerdict, minutes: number): boolean =>
  nextState(first, all(verdict), at(minutes)).round.id !== first.round.id;

describe('state of the canaries', () => {
  it.each([
    ['proven', proven(at(1)), 1, true],
    ['lost', lost, 11, true],
    ['expired', { kind: 'expired' }, 61, true],
    ['on their way', onItsWay, 5, false],
    ['unsent', { kind: 'unsent' }, 60, false],
    ['unsent past their expiry', { kind: 'unsent' }, 61, true],
    ['refused, before an hour is over', refused, 59, false],
    ['refused an hour ago', refused, 60, true],
    ['waiting for a closed queue', closed, 60, false],
    ['waiting past their expiry', closed, 61, true],
    ['held', held, 23 * 60, false],
    ['held for a day', held, 24 * 60, true],
  ] as const)('begins another round when all are %s: minute %#', (_, verdict, minutes, isNew) => {
    expect(isNewRound(verdict, minutes)).toBe(isNew);
  });

  it('begins none while one of them is on its way', () => {
    const mixed = { delivery: proven(at(1)), bounce: onItsWay, complaint: lost };

    expect(nextState(first, mixed, at(5)).round).toEqual(first.round);
  });

  it('begins another when the clock was set back', () => {
    expect(isNewRound(onItsWay, -120)).toBe(true);
  });

  it('keeps a path broken until its event is seen, whatever the next canary does meanwhile', () => {
    const broken = nextState(first, { ...all(proven(at(1))), bounce: lost }, at(15));
    const meanwhile = nextState(broken, all(onItsWay), at(20));
    const still = nextState(meanwhile, { ...all(onItsWay), bounce: refused }, at(25));
    const mended = nextState(still, all(proven(at(29))), at(30));

    expect(broken.troubles).toEqual({ bounce: { kind: 'lost', sinceMs: at(15) } });
    expect(meanwhile.troubles).toEqual(broken.troubles);
    expect(still.troubles).toEqual({ bounce: { kind: 'refused', sinceMs: at(15) } });
    expect(mended.troubles).toEqual({});
  });

  it('has the age of the newest event of a path, or of the first canary before there is one', () => {
    const seen = nextState(first, { ...all(onItsWay), bounce: proven(at(2)) }, at(5));
    const older = nextState(seen, { ...all(onItsWay), bounce: proven(at(1)) }, at(6));

    expect(canaryPaths.map((path) => eventAgeMs(older, path, at(10)) / minute)).toEqual([
      10, 8, 10,
    ]);
  });

  it('puts no more than two rounds an hour while nothing comes back, whatever happens', () => {
    const stuck = fc.constantFrom<CanaryVerdict>(
      onItsWay,
      refused,
      { kind: 'unsent' },
      closed,
      held,
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(stuck, stuck, stuck), { minLength: 24, maxLength: 24 }),
        (runs) => {
          let state: CanaryState = first;
          const rounds = new Set([state.round.id]);
          runs.forEach(([delivery, bounce, complaint], index) => {
            state = nextState(state, { delivery, bounce, complaint }, at(5 * (index + 1)));
            rounds.add(state.round.id);
          });
          // 24 runs of five minutes are two hours.
          expect(rounds.size).toBeLessThanOrEqual(3);
        },
      ),
    );
  });
});
