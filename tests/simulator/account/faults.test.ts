import { describe, expect, it } from '@jest/globals';
import { latencyMs, seededRandom } from '../../../simulator/account/chance.ts';
import { drawCallFault, drawEventCopies, noFaults } from '../../../simulator/account/faults.ts';

describe('faults', () => {
  it('happen in the fractions asked for, one at most per call', () => {
    const random = seededRandom(3);
    const faults = { ...noFaults, errorBefore: 0.1, resetAfter: 0.2, throttled: 0.3 };
    const drawn = Array.from({ length: 20_000 }, () => drawCallFault(faults, random));
    const share = (fault: string | undefined): number =>
      drawn.filter((other) => other === fault).length / drawn.length;

    expect(share('errorBefore')).toBeCloseTo(0.1, 1);
    expect(share('resetAfter')).toBeCloseTo(0.2, 1);
    expect(share('throttled')).toBeCloseTo(0.3, 1);
    expect(share(undefined)).toBeCloseTo(0.4, 1);
    expect(share('errorAfter')).toBe(0);
  });

  it('do not happen unless asked for', () => {
    const always = (): number => 0;

    expect(drawCallFault(noFaults, always)).toBeUndefined();
    expect(drawEventCopies(noFaults, always)).toEqual([0]);
  });

  it('drop, double, delay and reorder events', () => {
    const random = seededRandom(5);

    expect(drawEventCopies({ ...noFaults, eventsDropped: 1 }, random)).toEqual([]);
    expect(drawEventCopies({ ...noFaults, eventsDuplicated: 1 }, random)).toHaveLength(2);
    expect(drawEventCopies({ ...noFaults, eventsDelayed: 1, eventDelayMs: 700 }, random)).toEqual([
      700,
    ]);
    expect(drawEventCopies({ ...noFaults, eventsReordered: 1 }, random)[0]).toBeGreaterThan(0);
  });
});

describe('chance', () => {
  it('gives the same numbers for the same seed', () => {
    const [one, other] = [seededRandom(9), seededRandom(9)];

    expect(Array.from({ length: 5 }, one)).toEqual(Array.from({ length: 5 }, other));
  });

  it('begins with numbers spread over 0 to 1 for neighbouring seeds', () => {
    const first = Array.from({ length: 1_000 }, (_, seed) => seededRandom(seed)());
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => first.filter((value) => Math.floor(value * 10) === tenth).length,
    );

    for (const count of tenths) {
      expect(count).toBeGreaterThan(60);
      expect(count).toBeLessThan(140);
    }
  });

  it('has latencies whose median is the one asked for', () => {
    const random = seededRandom(1);
    const latencies = Array.from({ length: 9999 }, () => latencyMs(random, 60)).sort(
      (one, other) => one - other,
    );

    expect(latencies[4999]).toBeGreaterThan(57);
    expect(latencies[4999]).toBeLessThan(63);
    expect(latencies[0]).toBeGreaterThan(5);
  });
});
