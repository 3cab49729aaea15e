import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { heldText } from '../../../functions/send-email/held-text.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';
import { bodyOf, fingerprintOfBody, noon } from '../../fakes/sending-world.ts';

const fingerprintWith = (changes: Readonly<Record<string, unknown>>): string =>
  fingerprintOfBody(bodyOf(changes));
const same = fingerprintWith({});
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('fingerprint', () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ['sender', { from: 'shop@example.net' }],
    ["sender's name", { from: 'Another shop <shop@example.com>' }],
    ['recipient', { to: ['joe@example.org'] }],
    ['further recipient', { bcc: ['joe@example.org'] }],
    ["recipient's name", { to: ['Jane <jane@example.org>'] }],
    ['reply address', { replyTo: ['help@example.com'] }],
    ['subject', { subject: 'Your order 2' }],
    ['text', { text: 'It is not.' }],
    ['HTML', { html: '<p>It is on its way.</p>' }],
    ['header', { headers: { 'X-Order': '2' } }],
    ['template', { subject: undefined, text: undefined, template: { name: 'a', data: {} } }],
  ])('tells a mail from one with another %s', (_field, changes) => {
    expect(fingerprintWith(changes)).not.toBe(same);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ['tags', { tags: { campaign: 'spring' } }],
    ['time before which it is not sent', { sendAfter: new Date(noon + 60_000).toISOString() }],
    ['time after which it is not sent', { expiresAt: new Date(noon + 60_000).toISOString() }],
    ['id', { messageId: 'order-2' }],
    ['tenant', { tenantId: 'acme' }],
  ])('is the same whatever its %s', (_field, changes) => {
    expect(fingerprintWith(changes)).toBe(same);
  });

  it('is the same whatever its queue and its stream', () => {
    expect(fingerprintOfBody(bodyOf(), 'bulk')).toBe(same);
    expect(fingerprintOfBody(bodyOf({ stream: 'marketing' }), 'bulk')).toBe(same);
  });

  it('tells attachments apart by their bytes, names and places', () => {
    const file = { filename: 'a.txt', contentType: 'text/plain' };
    const bucket = 'files';
    const all = [
      [],
      [{ ...file, content: base64('one') }],
      [{ ...file, content: base64('two') }],
      [{ ...file, filename: 'b.txt', content: base64('one') }],
      [{ ...file, s3: { bucket, key: 'one' } }],
      [{ ...file, s3: { bucket, key: 'two' } }],
    ].map((attachments) => fingerprintWith({ attachments }));

    expect(new Set(all).size).toBe(all.length);
  });

  it('lets a raw mail with an idempotency key be built anew, and no other', () => {
    const raw = (fields: string, body = 'Hello') =>
      fingerprintWith({
        ...{ subject: undefined, text: undefined },
        raw: base64(`From: shop@example.com\r\n${fields}\r\n\r\n${body}\r\n`),
      });

    expect(raw('X-Idempotency-Key: 1\r\nDate: today')).toBe(
      raw('Date: tomorrow\r\nX-Idempotency-Key: 1'),
    );
    expect(raw('X-Idempotency-Key: 1', 'Hello')).not.toBe(raw('X-Idempotency-Key: 1', 'Goodbye'));
    expect(raw('Date: today')).not.toBe(raw('Date: tomorrow'));
  });

  it('tells templates apart by name, by content, and by what is beside them', () => {
    const file = { filename: 'a.txt', contentType: 'text/plain', content: base64('one') };
    const content = { subject: 'Hi', text: 'Hi' };
    const all = [
      { template: { name: 'a', data: {} } },
      { template: { name: 'a', data: {} }, attachments: [file] },
      { template: { name: 'a', data: {} }, headers: { attachments: 'x' } },
      { template: { content, data: {} } },
      { template: { content: { ...content, text: 'Ho' }, data: {} } },
      { template: { content: { ...content, html: 'Hi' }, data: {} } },
      { template: { content: { ...content, subject: 'Ho' }, data: {} } },
    ].map((fields) => fingerprintWith({ subject: undefined, text: undefined, ...fields }));

    expect(new Set(all).size).toBe(all.length);
  });

  it('is the same in whatever order the fields, headers and data are written', () => {
    const data = { name: 'Ada', lines: [{ sku: 1, price: 2 }] };
    const turned = { lines: [{ price: 2, sku: 1 }], name: 'Ada' };
    const template = (given: unknown) =>
      fingerprintWith({
        subject: undefined,
        text: undefined,
        template: { name: 'a', data: given },
      });
    expect(template(turned)).toBe(template(data));
    expect(template({ ...data, lines: [{ price: 2 }, { sku: 1 }] })).not.toBe(template(data));
    expect(fingerprintWith({ headers: { 'X-A': '1', 'X-B': '2' } })).toBe(
      fingerprintWith({ headers: { 'X-B': '2', 'X-A': '1' } }),
    );
  });

  it('tells a list from an object whose names are the places of the list', () => {
    const template = (lines: unknown) =>
      fingerprintWith({
        subject: undefined,
        text: undefined,
        template: { name: 'a', data: { lines } },
      });

    expect(template(['one', 'two'])).not.toBe(template({ 0: 'one', 1: 'two' }));
  });

  it('tells raw mails apart by every byte, such as a boundary that is new at each try', () => {
    const raw = (boundary: string) =>
      fingerprintOfBody(
        JSON.stringify({
          ...{ messageId: 'order-1', from: 'shop@example.com', to: ['jane@example.org'] },
          raw: base64(
            `From: shop@example.com\r\nTo: jane@example.org\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--${boundary}\r\n\r\nt\r\n--${boundary}--\r\n`,
          ),
        }),
      );

    expect(raw('a1')).toBe(raw('a1'));
    expect(raw('a1')).not.toBe(raw('a2'));
  });

  it('is the same of a message that was held', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), (text) => {
        const body = bodyOf({ text: `${text}.` });
        const context = {
          sqsMessageId: 'x',
          streams: basicStreams,
          queueLane: 'transactional',
          nowMs: noon,
        } as const;
        const reading = validateMessage(body, context);
        if (reading.kind !== 'valid') return;
        expect(fingerprintOfBody(heldText(body, reading.message))).toBe(fingerprintOfBody(body));
      }),
    ));
});
