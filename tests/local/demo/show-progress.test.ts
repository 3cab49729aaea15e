import { describe, expect, it } from '@jest/globals';
import { showProgress } from '../../../local/demo/show-progress.ts';

const stream = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, isTTY, columns: 20, write: (text: string) => written.push(text) };
};

describe('show-progress', () => {
  it('writes over its line on a terminal, within its width, and takes it away at the end', () => {
    const terminal = stream(true);
    const display = showProgress(terminal);

    display.show('one', 0);
    display.show('a line that is longer than the terminal', 100);
    display.end();

    expect(terminal.written).toEqual([
      '\r\u001b[2Kone',
      '\r\u001b[2Ka line that is long',
      '\r\u001b[2K',
    ]);
  });

  it('writes a line every five seconds elsewhere', () => {
    const file = stream(false);
    const display = showProgress(file);

    for (const atMs of [0, 4999, 5000, 9999, 10_000]) display.show(`at ${atMs}`, atMs);
    display.end();

    expect(file.written).toEqual(['at 0\n', 'at 5000\n', 'at 10000\n']);
  });
});
