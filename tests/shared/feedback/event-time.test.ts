import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseEventTime } from '../../../shared/feedback/event-time.ts';

describe('event time', () => {
  it.each([
    ['2018-10-08T14:05:45 +0000', '2018-10-08T14:05:45.000Z'],
    ['2026-03-01T04:00:07.250-05:00', '2026-03-01T09:00:07.250Z'],
    ['2026-03-01T09:00:07.250Z', '2026-03-01T09:00:07.250Z'],
    ['2026-03-01t09:00:07z', '2026-03-01T09:00:07.000Z'],
    ['2026-03-01T09:00:07.123456Z', '2026-03-01T09:00:07.123Z'],
    ['2026-03-01 09:00:07', '2026-03-01T09:00:07.000Z'],
    ['2026-03-01T09:00Z', '2026-03-01T09:00:00.000Z'],
  ])('"%s" is %s', (written, instant) => {
    expect(parseEventTime(written)).toBe(Date.parse(instant));
  });

  it.each([
    undefined,
    '',
    'yesterday',
    '2026-13-41T99:00:00Z',
    '1772355607250',
    'Sun, 01 Mar 2026 09:00:07 GMT',
  ])('%j is no time', (written) => {
    expect(parseEventTime(written)).toBeUndefined();
  });

  it('reads back every instant that is written as ISO 8601', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (instant) => {
          expect(parseEventTime(instant.toISOString())).toBe(instant.getTime());
        },
      ),
    );
  });

  it('answers a time that a calendar can show, or nothing, for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)? ?([+-]\d{4}|Z)$/),
        ),
        (written) => {
          const time = parseEventTime(written);
          if (time !== undefined) expect(new Date(time).toISOString()).toMatch(/^\d{4}-/);
        },
      ),
    );
  });
});
