import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildMime } from '../../../shared/email/build-mime.ts';
import { fitsInto, inMime, mostOwnBytes } from '../../../shared/email/mime-size.ts';
import { base64, mail, validOf } from './message-builder.ts';

describe('the size of a mail', () => {
  it.each([
    [0, 0],
    [1, 5],
    [57, 78],
    [58, 83],
    [570, 780],
  ])('%d bytes of a file come to %d', (bytes, mimeBytes) => {
    expect(inMime(bytes)).toBe(mimeBytes);
  });

  it('is bounded by exactly as many bytes as fit', () =>
    fc.assert(
      fc.property(fc.nat(60_000_000), (mimeBytes) => {
        const bytes = fitsInto(mimeBytes);

        expect(inMime(bytes)).toBeLessThanOrEqual(mimeBytes);
        expect(inMime(bytes + 4)).toBeGreaterThan(mimeBytes);
      }),
    ));

  it('is never reckoned smaller than it turns out', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 3_000 }),
        fc.string({ unit: 'grapheme-ascii', maxLength: 3_000 }),
        fc.array(fc.uint8Array({ maxLength: 4_000 }), { maxLength: 3 }),
        async (text, html, files) => {
          const attachments = files.map((bytes, index) => ({
            filename: `${index}.bin`,
            contentType: 'application/octet-stream',
            content: base64(bytes),
          }));
          const message = validOf(mail({ text, html, attachments }));
          const built = await buildMime(message, {
            attachments: files,
            dateMs: 0,
            messageIdHeader: 'a@example.com',
            boundary: 'b',
          });

          expect(built.kind === 'built' && built.mime.byteLength).toBeLessThanOrEqual(
            mostOwnBytes(message.content),
          );
        },
      ),
    ));

  it('of a template or a raw message is what it brings', () => {
    const template = { name: 'a', data: { name: 'Zoë' } };
    const raw = 'From: a@example.com\r\n\r\nbody';
    const to = { from: 'a@example.com', to: ['b@example.org'] };

    expect(mostOwnBytes(validOf({ ...to, template }).content)).toBe(
      Buffer.byteLength(JSON.stringify(template.data)),
    );
    expect(mostOwnBytes(validOf({ ...to, raw: base64(raw) }).content)).toBe(raw.length);
  });

  it('counts no file in S3, which is weighed when it is fetched', () => {
    const attachments = [
      { filename: 'a', contentType: 'text/plain', s3: { bucket: 'files', key: 'a' } },
    ];

    expect(mostOwnBytes(validOf(mail({ attachments })).content)).toBe(
      mostOwnBytes(validOf(mail({})).content),
    );
  });
});
