import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forecastMonth } from '../../../shared/cost/forecast.ts';

const day = 86_400_000;
const november = Date.UTC(2026, 10, 1);
const dayOf = (index: number, recipients: number) => ({
  dayMs: november + index * day,
  recipients,
});

describe('forecast of a month', () => {
  it('goes on like the last seven days', () => {
    const days = [dayOf(0, 70_000), ...Array.from({ length: 9 }, (_, i) => dayOf(i + 1, 100))];

    expect(forecastMonth(days, november + 10 * day)).toEqual({
      soFar: 70_900,
      byEnd: 70_900 + 20 * 100,
      elapsed: 1 / 3,
    });
  });

  it('counts of the present day what it has', () => {
    const days = [dayOf(0, 100), dayOf(1, 50)];

    expect(forecastMonth(days, november + 1.5 * day).byEnd).toBe(3_000);
  });

  it('does not take the first minutes for a month', () => {
    expect(forecastMonth([dayOf(0, 100)], november + 60_000).byEnd).toBeLessThanOrEqual(12_100);
    expect(forecastMonth([], november)).toMatchObject({ soFar: 0, byEnd: 0 });
  });

  it('leaves other months out', () => {
    expect(forecastMonth([dayOf(-1, 1_000), dayOf(40, 7)], november + 10 * day).soFar).toBe(0);
  });

  it('is what was sent at the end of the month, and never less before', () => {
    const counts = fc.array(fc.nat({ max: 1e6 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(counts, fc.double({ min: 0.01, max: 30, noNaN: true }), (all, elapsed) => {
        const days = all.map((recipients, index) => dayOf(index, recipients));
        const { soFar, byEnd } = forecastMonth(days, november + elapsed * day);
        expect(byEnd).toBeGreaterThanOrEqual(soFar);
        const atEnd = forecastMonth(days, november + 30 * day - 1);
        expect(atEnd.soFar).toBe(all.reduce((sum, each) => sum + each, 0));
        expect(atEnd.byEnd - atEnd.soFar).toBeLessThanOrEqual(1);
      }),
    );
  });
});
