import { describe, expect, it } from '@jest/globals';
import { screenOf } from '../../../cli/terminal/screen.ts';

const terminal = { isTTY: true, columns: 100, hasColors: () => true };

describe('screen', () => {
  it('has the width and the colours of a terminal', () => {
    expect(screenOf(terminal, {})).toEqual({ columns: 100, hasColours: true });
  });

  it('has neither in a file or a pipe', () => {
    expect(screenOf({}, {})).toEqual({ columns: undefined, hasColours: false });
  });

  it('has no colours with NO_COLOR, nor where the terminal has none', () => {
    expect(screenOf(terminal, { NO_COLOR: '1' }).hasColours).toBe(false);
    expect(screenOf({ ...terminal, hasColors: () => false }, {}).hasColours).toBe(false);
  });

  it('takes an empty NO_COLOR for none', () => {
    expect(screenOf(terminal, { NO_COLOR: '' }).hasColours).toBe(true);
  });
  it.each([
    [{}, '1', true],
    [{}, 'true', true],
    [{}, '', false],
    [terminal, '0', false],
    [terminal, 'false', false],
  ])('lets FORCE_COLOR decide: %j %s', (stream, FORCE_COLOR, hasColours) => {
    expect(screenOf(stream, { FORCE_COLOR }).hasColours).toBe(hasColours);
    expect(screenOf(stream, { FORCE_COLOR, NO_COLOR: '1' }).hasColours).toBe(
      FORCE_COLOR !== '' && hasColours,
    );
  });
});
