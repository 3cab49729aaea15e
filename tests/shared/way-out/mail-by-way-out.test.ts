import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RawMail } from '../../../shared/ses-api/ports.ts';
import { mailByWayOut } from '../../../shared/way-out/mail-by-way-out.ts';

const from = 'notices@provider.example';

const rawMail = (header: readonly string[], changes: Partial<RawMail> = {}): RawMail => ({
  kind: 'raw',
  source: 'Shop <shop@example.com>',
  destinations: ['jane@example.org'],
  configurationSet: 'set',
  tags: {
    'pipeline-tenant': 'acme',
    'pipeline-message': 'order-1',
    'pipeline-part': '0',
  },
  mime: Buffer.from(`${header.join('\r\n')}\r\n\r\nIt is on its way.\r\n`, 'latin1'),
  ...changes,
});

const headerOf = (mail: RawMail, address: { readonly from: string | undefined } = { from }) => {
  const text = Buffer.from(mailByWayOut(mail, address.from).mime).toString('latin1');
  return text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
};

describe('mail-by-way-out', () => {
  it('comes from the address at the provider, with its display name, and replies go where they went', () => {
    const mail = rawMail([
      'From: Shop <shop@example.com>',
      'To: jane@example.org',
      'Subject: Order',
    ]);

    expect(mailByWayOut(mail, from)).toMatchObject({ from, to: 'jane@example.org' });
    expect(headerOf(mail)).toEqual([
      expect.stringMatching(/^Message-ID: <[0-9a-f]{32}@provider\.example>$/),
      'From: Shop <notices@provider.example>',
      'Reply-To: Shop <shop@example.com>',
      'To: jane@example.org',
      'Subject: Order',
    ]);
  });

  it('keeps a Reply-To that the mail has', () => {
    const header = headerOf(rawMail(['From: a@example.com', 'Reply-To: desk@example.com']));

    expect(header.filter((line) => /^reply-to/i.test(line))).toEqual([
      'Reply-To: desk@example.com',
    ]);
  });

  it('writes a Reply-To in the place of one that is empty', () => {
    const header = headerOf(rawMail(['From: a@example.com', 'Reply-To:']));

    expect(header.filter((line) => /^reply-to/i.test(line))).toEqual(['Reply-To: a@example.com']);
  });

  it.each([
    [
      'an encoded name',
      'From: =?utf-8?q?Zo=C3=AB?= <z@example.com>',
      'From: =?utf-8?q?Zo=C3=AB?= <notices@provider.example>',
    ],
    [
      'a quoted name',
      'From: "Doe, Jane" <j@example.com>',
      'From: "Doe, Jane" <notices@provider.example>',
    ],
    ['no name', 'From: <j@example.com>', 'From: <notices@provider.example>'],
    ['a bare address', 'From: j@example.com', 'From: <notices@provider.example>'],
    [
      'several mailboxes',
      'From: A <a@example.com>, B <b@example.com>',
      'From: <notices@provider.example>',
    ],
    ['another case', 'FROM : Shop <s@example.com>', 'From: Shop <notices@provider.example>'],
  ])('writes From anew: %s', (_, given, written) => {
    expect(headerOf(rawMail([given]))[1]).toBe(written);
  });

  it('reads a From that is folded, and keeps it whole in Reply-To', () => {
    const header = headerOf(rawMail(['From: Shop', ' <shop@example.com>', 'To: jane@example.org']));

    expect(header.slice(1)).toEqual([
      'From: Shop <notices@provider.example>',
      'Reply-To: Shop',
      ' <shop@example.com>',
      'To: jane@example.org',
    ]);
  });

  it('leaves out signatures that no longer hold, folded ones too, and what names the old sender', () => {
    const header = headerOf(
      rawMail([
        'DKIM-Signature: v=1; d=example.com;',
        '\tb=abc',
        'ARC-Seal: i=1',
        'From: a@example.com',
        'Sender: b@example.com',
        'Return-Path: <c@example.com>',
        'Message-ID: <old@example.com>',
        'X-Order: 7',
      ]),
    );

    expect(header.slice(1)).toEqual([
      'From: <notices@provider.example>',
      'Reply-To: a@example.com',
      'X-Order: 7',
    ]);
  });

  it('keeps everything but the Message-ID where no other address is given', () => {
    const header = headerOf(rawMail(['DKIM-Signature: v=1', 'From: Shop <shop@example.com>']), {
      from: undefined,
    });

    expect(header.slice(1)).toEqual(['DKIM-Signature: v=1', 'From: Shop <shop@example.com>']);
  });

  it('has the same Message-ID whenever it is sent, and another one for each part', () => {
    const mail = rawMail(['From: a@example.com']);
    const other = { ...mail, tags: { ...mail.tags, 'pipeline-part': '1' } };

    expect(mailByWayOut(mail, from).messageId).toBe(mailByWayOut(mail, from).messageId);
    expect(mailByWayOut(other, from).messageId).not.toBe(mailByWayOut(mail, from).messageId);
  });

  it('leaves the body as it is, byte for byte, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const head = Buffer.from('From: a@example.com\r\n\r\n');
        const { mime } = mailByWayOut(rawMail([], { mime: Buffer.concat([head, body]) }), from);
        expect(Buffer.from(mime).subarray(-body.length - 4)).toEqual(
          Buffer.concat([Buffer.from('\r\n\r\n'), body]),
        );
      }),
    );
  });
});
