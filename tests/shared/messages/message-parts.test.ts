import { describe, expect, it } from '@jest/globals';
import { mostParts, readPartNumber } from '../../../shared/messages/message-parts.ts';

describe('parts of a message', () => {
  it('are at most 99: fifty recipients, and every part that was split', () => {
    expect(mostParts).toBe(99);
  });

  it.each(['0', '1', '9', '10', '49', '50', '74', '98'])('%j is a part', (text) => {
    expect(readPartNumber(text)).toBe(Number(text));
  });

  it.each([
    '99',
    '100',
    '1000000',
    '',
    ' ',
    ' 1',
    '1 ',
    '01',
    '00',
    '-1',
    '-0',
    '+1',
    '1.0',
    '1e1',
    '0x1',
    'x',
    'Infinity',
    '٣',
  ])('%j is none', (text) => {
    expect(readPartNumber(text)).toBeUndefined();
  });
});
