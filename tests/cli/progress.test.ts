import { describe, expect, it } from '@jest/globals';
import { progressLine, showProgress } from '../../cli/progress.ts';

describe('progress', () => {
  it('tells share, count, rate and the time left', () => {
    expect(progressLine(250_000, 0.25, 100_000)).toBe(
      '██████░░░░░░░░░░░░░░░░░░  25 %  250,000  2,500/s  5 min left',
    );
    expect(progressLine(999, 1, 1000)).toBe('████████████████████████ 100 %  999  999/s');
    expect(progressLine(3, 7, 0)).toMatch(/100 %/);
  });

  it('has no bar where nobody knows how much there is', () => {
    expect(progressLine(5000, undefined, 2000)).toBe('5,000  2,500/s');
  });

  it('is shown on a terminal alone, at most ten times a second, and taken away', () => {
    const written: string[] = [];
    let nowMs = 0;
    const stream = (isTTY: boolean) => ({
      isTTY,
      columns: 40,
      write: (text: string) => written.push(text),
    });

    showProgress(stream(false), () => nowMs).show(1, 0.5);
    expect(written).toEqual([]);

    const bar = showProgress(stream(true), () => nowMs);
    for (let step = 0; step < 20; step += 1) {
      nowMs += 20;
      bar.show(step, 0.5);
    }
    bar.end();
    expect(written).toHaveLength(5);
    expect(written.every((text) => text.length <= 39 + 5)).toBe(true);
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });

  it('is cut to 79 characters where the terminal does not tell its width', () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: undefined, write: (text: string) => written.push(text) };

    showProgress(stream, () => 1_000_000_000).show(1e60, 0.5);

    expect(written[0]?.replace('\r\u001b[2K', '')).toHaveLength(79);
  });

  it.each([
    [89, '89 s left'],
    [90, '2 min left'],
    [5_399, '90 min left'],
    [5_400, '2 h left'],
  ])('tells %d seconds as %s', (seconds, told) => {
    // Half is done, so as much time is left as has gone.
    expect(progressLine(1_000, 0.5, seconds * 1_000)).toMatch(new RegExp(` ${told}$`));
  });

  it('tells no time left before a hundredth is done, nor at the end', () => {
    expect(progressLine(10, 0.01, 1_000)).not.toContain('left');
    expect(progressLine(10, 0.011, 1_000)).toContain('left');
    expect(progressLine(10, 1, 1_000)).not.toContain('left');
    expect(progressLine(10, -1, 1_000)).toMatch(/^░{24} {3}0 %/);
  });
});
