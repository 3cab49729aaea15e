import { describe, expect, it } from '@jest/globals';
import { decodeUtf8, withoutByteOrderMark } from '../../../shared/email/decode-utf8.ts';

const json = '{"text":"Für 東京 🎌"}';

describe('decodeUtf8', () => {
  it.each([
    ['UTF-8', Buffer.from(json)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${json}`)],
  ])('reads %s', (_, bytes) => {
    expect(decodeUtf8(bytes)).toEqual({ kind: 'text', text: json });
  });

  it('reads what is empty, or one character', () => {
    expect([decodeUtf8(new Uint8Array()), decodeUtf8(Buffer.from('{'))]).toEqual([
      { kind: 'text', text: '' },
      { kind: 'text', text: '{' },
    ]);
  });

  const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

  it.each([
    ['Latin-1', Buffer.from('{"text":"Für"}', 'latin1'), 'is not UTF-8'],
    ['UTF-8 that is cut', Buffer.from('{"text":"ü').subarray(0, -1), 'is not UTF-8'],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${json}`, 'utf16le'), 'is UTF-16'],
    ['UTF-16 without one', Buffer.from(json, 'utf16le'), 'is UTF-16'],
    ['big-endian UTF-16 with a mark', bigEndian(`\uFEFF${json}`), 'is UTF-16'],
    ['big-endian UTF-16 without one', bigEndian(json), 'is UTF-16'],
  ])('refuses %s', (_, bytes, problem) => {
    expect(decodeUtf8(bytes)).toEqual({
      kind: 'unreadable',
      problem: expect.stringMatching(new RegExp(`^${problem}.*; save it as UTF-8$`)),
    });
  });
});

describe('withoutByteOrderMark', () => {
  it('takes one mark from the beginning, and nothing else', () => {
    expect(['\uFEFFa', 'a\uFEFF', '\uFEFF\uFEFF', ''].map(withoutByteOrderMark)).toEqual([
      'a',
      'a\uFEFF',
      '\uFEFF',
      '',
    ]);
  });
});
