import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import stringWidth from 'string-width';
import { barWidth, showProgress } from '../../../cli/terminal/progress.ts';

/** A stream that keeps what is written, each write by itself. */
const kept = (isTTY: boolean, columns = 80) => {
  const written: string[] = [];
  const output = Object.assign(new PassThrough(), { isTTY, columns });
  output.on('data', (data) => void written.push(String(data)));
  return { output, written };
};
const input = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY });
const minutes = (count: number): number => count * 60_000;

/** Draws a long import a quarter done, long enough for the wheel to turn. */
const drawnAt = async (columns: number): Promise<readonly string[]> => {
  const { output, written } = kept(true, columns);
  let nowMs = 0;
  const bar = showProgress({ output, input: input(true), environment: {} }, () => nowMs);
  for (const share of [0.1, 0.25]) {
    nowMs = minutes(40 * share);
    bar.show(4_000_000 * share, share);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  bar.end();
  return written.map((text) => stripVTControlCharacters(text)).filter((text) => text.includes('%'));
};

describe('showProgress', () => {
  it.each([40, 80, 120])(
    'shows at %d columns how far it is and how long it takes, in one line',
    async (columns) => {
      const lines = await drawnAt(columns);

      expect(lines.at(-1)).toMatch(/25 % {2}30 min left {2}1,000,000/);
      expect(lines.filter((line) => stringWidth(line) >= columns)).toEqual([]);
      expect(lines.some((line) => line.includes('█'.repeat(6)))).toBe(columns > 60);
    },
  );

  it.each([
    [20, 0],
    [40, 0],
    [56, 8],
    [80, 24],
    [200, 24],
  ])('has at %d columns a bar of %d', (columns, width) => {
    expect(barWidth(columns)).toBe(width);
  });

  it.each([
    ['standard error is no terminal', false, true, {}],
    ['standard input is the data', true, false, {}],
    ['it runs in CI', true, true, { CI: 'true' }],
  ])('draws nothing when %s, and says a line each 30 seconds', (_, isTTY, hasKeys, environment) => {
    const { output, written } = kept(isTTY);
    let nowMs = 0;
    const told = showProgress({ output, input: input(hasKeys), environment }, () => nowMs);
    for (nowMs = 1_000; nowMs <= 70_000; nowMs += 1_000) told.show(nowMs, nowMs / 100_000);
    told.end();

    expect(written).toEqual([
      '30 %  70 s left  30,000  1,000/s\n',
      '60 %  40 s left  60,000  1,000/s\n',
    ]);
  });

  it('leaves an interrupted process its exit code, only while it is shown', () => {
    const before = process.listenerCount('exit');
    const bar = showProgress({ ...kept(true), input: input(true), environment: {} }, () => 0);

    expect(process.listenerCount('exit')).toBe(before + 1);
    bar.end();
    expect(process.listenerCount('exit')).toBe(before);
  });
});
