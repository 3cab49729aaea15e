import { describe, expect, it } from '@jest/globals';
import {
  dayMs,
  daysBetween,
  dayWindowFrom,
  firstOpenSlot,
  hourMs,
  isLate,
  slotMs,
  slotsBetween,
  weekWindowFrom,
} from '../../../shared/reputation/periods.ts';

const noon = Date.UTC(2026, 2, 10, 12);

describe('periods', () => {
  it('lists slots up to and with the one that a time lies in', () => {
    expect(slotsBetween(noon, noon)).toEqual([noon]);
    expect(slotsBetween(noon, noon + slotMs - 1)).toEqual([noon]);
    expect(slotsBetween(noon, noon + slotMs)).toEqual([noon, noon + slotMs]);
  });

  it('lists no slot when the time lies before the first', () => {
    expect(slotsBetween(noon, noon - 1)).toEqual([]);
    expect(slotsBetween(noon, noon - 10 * slotMs)).toEqual([]);
  });

  it('lists the days that a stretch of time touches', () => {
    const midnight = Date.UTC(2026, 2, 10);

    expect(daysBetween(noon, noon + 1)).toEqual([midnight]);
    expect(daysBetween(noon, midnight + dayMs)).toEqual([midnight, midnight + dayMs]);
    expect(daysBetween(midnight - 1, midnight)).toEqual([midnight - dayMs, midnight]);
  });

  it('calls a slot late 10 minutes after its end, and looks there for 5 more', () => {
    const lateAt = noon + slotMs + 10 * 60_000;

    expect([isLate(noon, lateAt - 1), isLate(noon, lateAt)]).toEqual([false, true]);
    expect(firstOpenSlot(lateAt)).toBe(noon);
    expect(firstOpenSlot(lateAt + slotMs - 1)).toBe(noon);
    expect(firstOpenSlot(lateAt + slotMs)).toBe(noon + slotMs);
  });

  it('begins its windows with a full hour', () => {
    expect(dayWindowFrom(noon + 30 * 60_000)).toBe(noon - 24 * hourMs);
    expect(weekWindowFrom(noon + 59 * 60_000)).toBe(noon - 7 * 24 * hourMs);
  });
});
