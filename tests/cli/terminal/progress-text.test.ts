import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { progressText } from '../../../cli/terminal/progress-text.ts';

describe('progressText', () => {
  it('tells share, time left, count and rate', () => {
    expect(progressText(250_000, 0.25, 100_000)).toBe('25 %  5 min left  250,000  2,500/s');
    expect(progressText(999, 1, 1000)).toBe('100 %  999  999/s');
    expect(progressText(3, 7, 0)).toBe('100 %  3  0/s');
  });

  it('has no share where nobody knows how much there is', () => {
    expect(progressText(5000, undefined, 2000)).toBe('5,000  2,500/s');
  });

  it.each([
    [89, '89 s left'],
    [90, '2 min left'],
    [5_399, '90 min left'],
    [5_400, '2 h left'],
  ])('tells %d seconds as %s', (seconds, told) => {
    // Half is done, so as much time is left as has gone.
    expect(progressText(1_000, 0.5, seconds * 1_000)).toContain(`50 %  ${told}  `);
  });

  it('tells no time left before a hundredth is done, nor at the end', () => {
    expect(progressText(10, 0.01, 1_000)).not.toContain('left');
    expect(progressText(10, 0.011, 1_000)).toContain('left');
    expect(progressText(10, 1, 1_000)).not.toContain('left');
    expect(progressText(10, -1, 1_000)).toMatch(/^0 %/);
  });

  it('leaves out the end when there is no room, never the share', () => {
    const whole = progressText(250_000, 0.25, 100_000);
    fc.assert(
      fc.property(fc.nat(60), (room) => {
        const text = progressText(250_000, 0.25, 100_000, room);

        expect(whole.startsWith(text)).toBe(true);
        expect(text.length <= room || text === '25 %').toBe(true);
        expect(text.endsWith(' ')).toBe(false);
      }),
    );
  });
});
