import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRawMime } from '../../../shared/email/raw-mime.ts';

const read = (text: string) => {
  const { mime, problems } = readRawMime(Buffer.from(text, 'latin1'));
  return { text: Buffer.from(mime).toString('latin1'), problems };
};

describe('readRawMime', () => {
  it('leaves a sound message as it is, byte for byte', () => {
    const text = 'From: a@example.com\r\nSubject: \xe9\xff\r\n\r\nbody \x80\xff\r\n.\r\n\r\nend';

    expect(read(text)).toEqual({ text, problems: [] });
  });

  it.each([
    ['Bcc: x@secret.example'],
    ['bcc: x@secret.example,\n\ty@secret.example,\n z@secret.example'],
    ['BCC : x@secret.example'],
    ['Resent-Bcc: x@secret.example'],
    ['Bcc:\n x@secret.example'],
    ['Bcc: \n \n x@secret.example'],
    ['X-SES-MESSAGE-TAGS: secret=1'],
    ['X-Idempotency-Key: secret-1'],
    ['x-ses-configuration-set: secret'],
    ['X-SES-Source-Arn: arn:secret'],
  ])('takes out %j wherever it stands', (field) => {
    for (const fields of [
      [field, 'From: a@example.com'],
      ['From: a@example.com', field],
      ['From: a@example.com', field, 'To: b@example.org'],
    ]) {
      for (const lineEnd of ['\n', '\r\n', '\r']) {
        const { text, problems } = read(`${fields.join('\n')}\n\nbody`.replaceAll('\n', lineEnd));

        expect(problems).toEqual([]);
        expect(text).not.toMatch(/secret/i);
        expect(text).toMatch(/^From: a@example\.com\r\n(?:To: b@example\.org\r\n)?\r\nbody$/);
      }
    }
  });

  it.each([
    ['X-Idempotency-Key: order-1', 'order-1'],
    ['x-idempotency-key:\r\n order-1', 'order-1'],
    ['X-Idempotency-Key: one\r\nX-Idempotency-Key: two', 'one'],
    ['X-Idempotency-Key:  ', undefined],
    ['X-Other: order-1', undefined],
  ])('reads the idempotency key of %j', (field, key) => {
    const mime = Buffer.from(`From: a@example.com\r\n${field}\r\n\r\nX-Idempotency-Key: none\r\n`);

    expect(readRawMime(mime).idempotencyKey).toBe(key);
  });

  it('turns every line end into CRLF', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\n', '\r\n', 'é'), maxLength: 40 }),
        (body) => {
          const { text } = read(`From: a@example.com\n\n${body}`);

          expect(text).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
          expect(text.slice('From: a@example.com\r\n\r\n'.length)).toBe(
            body.replace(/\r\n|\r|\n/g, '\r\n'),
          );
        },
      ),
    ));

  it('never lets a hidden recipient through, however the header is shaped', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'Bcc: x@secret.example',
            'bCC:x@secret.example',
            ' x@secret.example',
            '\tmore',
            'Subject: a',
            'X-A: b',
            ':',
            'junk',
            ' ',
          ),
          { maxLength: 12 },
        ),
        fc.constantFrom('\n', '\r\n', '\r'),
        (lines, lineEnd) => {
          const { text, problems } = read(
            ['From: a@example.com', ...lines, '', 'body'].join(lineEnd),
          );

          expect(problems.length > 0 || !/^bcc/im.test(text)).toBe(true);
        },
      ),
    ));

  it('finishes a message that is a header alone', () => {
    expect(read('From: a@example.com\nSubject: x').text).toBe(
      'From: a@example.com\r\nSubject: x\r\n\r\n',
    );
  });

  it.each([
    ['', ['has no From header']],
    ['\n\nbody', ['has no From header']],
    ['To: a@example.org\n\nbody', ['has no From header']],
    ['From: a@example.com\nFrom: b@example.com\n\n', ['has the header from more than once']],
    [
      'From: a@example.com\nSubject: a\nsubject: b\nSUBJECT: c\n\n',
      ['has the header subject more than once'],
    ],
    [
      'From: a@example.com\nList-Unsubscribe: <https://a>\nList-Unsubscribe: <https://b>\n\n',
      ['has the header list-unsubscribe more than once'],
    ],
    [
      'From jane Mon Jan 1\nFrom: a@example.com\n\n',
      ['has a line in its header that is not a header field'],
    ],
    [
      ' folded: first\nFrom: a@example.com\n\n',
      ['has a line in its header that is not a header field'],
    ],
    ['From: a@example.com\nSubject: a\0b\n\n', ['has control characters in its header']],
    [`From: a@example.com\n\n${'x'.repeat(999)}`, ['has a line of more than 998 bytes']],
    [`From: a@example.com\nX-A: ${'x'.repeat(999)}\n\n`, ['has a line of more than 998 bytes']],
    [`From: a@example.com\n\n${'x\n'.repeat(4_000_000)}`, ['is bigger than 10 MB']],
    ['Return-Path: <>\nFrom: a@example.com\n\n', ['has a Return-Path header without an address']],
    ['Return-Path:\n <a>\nFrom: a@example.com\n\n', ['has a Return-Path header without']],
    [
      'From: a@example.com\nDKIM-Signature: a\nList-Id: <a>\ndkim-signature: b\nList-ID: <b>\n\n',
      [
        'has the header dkim-signature more than once; keep one',
        'has the header list-id more than once; keep one',
      ],
    ],
  ])('says what is wrong with case %#', (text, expected) => {
    expect(read(text).problems).toEqual(expected.map((start) => expect.stringContaining(start)));
  });

  it('allows lines of 998 bytes and several Received headers', () => {
    expect(
      read(`Received: a\nReceived: b\nFrom: a@example.com\n\n${'x'.repeat(998)}\n`).problems,
    ).toEqual([]);
  });

  it.each([
    'Return-Path: bounces@example.com',
    'Return-Path:\r\n <bounces@example.com>',
    'Return-Path : <bounces@example.com>',
  ])('takes %j', (field) => {
    expect(read(`${field}\r\nFrom: a@example.com\r\n\r\n`).problems).toEqual([]);
  });

  it('does not copy a message in which nothing has to change', () => {
    const bytes = Buffer.from('From: a@example.com\r\n\r\nbody');

    expect(readRawMime(bytes).mime).toBe(bytes);
  });

  const from = 'From: a@example.com\r\n';
  const ofBytes = (bytes: number, start: string, line: string): string =>
    `${start}${line}`.slice(0, bytes);

  it('takes a header of 256 KiB and not a byte more', () => {
    const header = (bytes: number) =>
      `${ofBytes(bytes - 2, from, `X-A: ${'x'.repeat(91)}\r\n`.repeat(3_000))}\r\n\r\n`;

    expect(read(header(262_144)).problems).toEqual([]);
    expect(read(header(262_145)).problems).toEqual([
      'has a header of more than 256 KiB; shorten it',
    ]);
  });

  it('takes 10 MB when it goes out, and not a byte more', () => {
    const mime = (bytes: number) =>
      ofBytes(bytes, `${from}\r\n`, `${'x'.repeat(98)}\r\n`.repeat(106_000));
    const hidden = 'Bcc: b@example.org\r\n';

    expect(read(mime(10_485_760)).problems).toEqual([]);
    expect(read(`${hidden}${mime(10_485_760)}`).problems).toEqual([]);
    expect(read(mime(10_485_761)).problems).toEqual([
      expect.stringMatching(/^is bigger than 10 MB/),
    ]);
  });
});
