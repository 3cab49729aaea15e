import { describe, expect, it } from '@jest/globals';
import { printDetails } from '../../../cli/terminal/details.ts';
import { capturedIo } from '../captured-io.ts';

describe('details', () => {
  it('stand beneath their title, one to a line', () => {
    const io = capturedIo();
    printDetails(
      [{ text: 'm-1' }, { text: 'sent', tone: 'good' }],
      [{ label: 'queue', text: 'bulk' }],
      io,
    );

    expect(io.out).toEqual(['m-1  sent', '  queue       bulk']);
  });

  it('are coloured on a screen with colours, without a control character of their own', () => {
    const io = capturedIo({ columns: 80, hasColours: true });
    printDetails([{ text: 'm\u001b[2J' }], [{ label: 'reason', text: 'no\n', tone: 'bad' }], io);

    expect(io.out).toEqual(['m [2J', '  \u001b[2mreason     \u001b[22m \u001b[31mno \u001b[39m']);
  });
});
