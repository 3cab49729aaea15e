import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime, { decodeWords } from 'postal-mime';
import { buildMime, type MimeOptions } from '../../../shared/email/build-mime.ts';
import type { SendableMessage } from '../../../shared/email/valid-message.ts';
import { base64, mail, onTransactionalQueue, validate, validOf } from './message-builder.ts';

const options: MimeOptions = {
  attachments: [],
  dateMs: Date.parse('2030-01-01T00:00:00Z'),
  messageIdHeader: 'order-1@mail.example.com',
  boundary: 'b0undary',
};

const inlineBytes = (message: SendableMessage): readonly Uint8Array[] =>
  message.content.kind === 'mime'
    ? message.content.attachments.map(({ source }) =>
        Buffer.from(source.kind === 'inline' ? source.base64 : '', 'base64'),
      )
    : [];

const mimeOf = async (message: SendableMessage): Promise<Uint8Array> => {
  const built = await buildMime(message, { ...options, attachments: inlineBytes(message) });
  if (built.kind !== 'built') throw new Error(built.reasons.join());
  return built.mime;
};

const textOf = (mime: Uint8Array): string => Buffer.from(mime).toString('latin1');
const headerOf = (mime: Uint8Array): string => textOf(mime).split('\r\n\r\n', 1)[0] ?? '';
const build = (message: unknown): Promise<Uint8Array> => mimeOf(validOf(message));
const parse = (mime: Uint8Array) =>
  PostalMime.parse(new Uint8Array(mime), { attachmentEncoding: 'arraybuffer' });
const bytesOf = (content: unknown): Buffer => {
  if (ArrayBuffer.isView(content))
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return Buffer.from(content instanceof ArrayBuffer ? new Uint8Array(content) : []);
};

/** Line ends do not matter in a text, and a mail ends with one. */
const asLines = (text: string | undefined): string =>
  (text ?? '').replace(/\r\n|\r/g, '\n').replace(/\n+$/, '');

describe('buildMime', () => {
  it('writes the headers a mail needs and no Bcc', async () => {
    const mime = await build(
      mail({
        replyTo: ['Help <help@example.com>'],
        cc: ['joe@example.org'],
        bcc: ['Hidden <hidden@example.net>'],
      }),
    );

    expect(headerOf(mime).split('\r\n')).toEqual([
      'Subject: Your order',
      'From: Shop <shop@example.com>',
      'To: jane@example.org',
      'Cc: joe@example.org',
      'Reply-To: Help <help@example.com>',
      'Message-ID: <order-1@mail.example.com>',
      'Date: Tue, 01 Jan 2030 00:00:00 +0000',
      'Content-Transfer-Encoding: 7bit',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
    ]);
  });

  it('gives the same bytes for the same message and options', async () => {
    const message = mail({
      html: '<b>x</b>',
      attachments: [
        { filename: 'a.bin', contentType: 'application/octet-stream', content: base64('x') },
      ],
    });

    expect(textOf(await build(message))).toBe(textOf(await build(message)));
  });

  it('encodes names, subject and file names of any language so that they come back', async () => {
    const parsed = await parse(
      await build(
        mail({
          from: { name: 'Zoë "Z" Müller', address: 'zoe@exämple.org' },
          to: ['李雷 <lilei@例え.jp>', { name: 'Дом, мой', address: 'dom@example.org' }],
          subject: `${'Grüße aus 東京 🎌 '.repeat(10)}Ende`,
          attachments: [
            {
              filename: 'Überweisung "März" – 東京.pdf',
              contentType: 'application/pdf',
              content: base64('pdf'),
            },
          ],
        }),
      ),
    );

    expect(parsed.from).toMatchObject({
      name: 'Zoë "Z" Müller',
      address: 'zoe@xn--exmple-cua.org',
    });
    expect(parsed.to).toMatchObject([
      { name: '李雷', address: 'lilei@xn--r8jz45g.jp' },
      { name: 'Дом, мой', address: 'dom@example.org' },
    ]);
    expect(parsed.subject).toBe(`${'Grüße aus 東京 🎌 '.repeat(10)}Ende`);
    expect(parsed.attachments[0]?.filename).toBe('Überweisung "März" – 東京.pdf');
  });

  it('puts images that html names beside it, and other files below', async () => {
    const mime = await build(
      mail({
        html: '<img src="cid:logo@shop">',
        attachments: [
          {
            filename: 'logo.png',
            contentType: 'image/png',
            content: base64('png'),
            contentId: 'logo@shop',
          },
          {
            filename: 'a.csv',
            contentType: 'text/csv; charset=utf-8',
            content: base64('a,b\nä,c\n'),
          },
        ],
      }),
    );
    const parsed = await parse(mime);

    expect(textOf(mime)).toMatch(
      /multipart\/mixed[\s\S]*multipart\/alternative[\s\S]*multipart\/related[\s\S]*Content-ID: <logo@shop>/,
    );
    expect(parsed.attachments).toMatchObject([
      {
        filename: 'logo.png',
        mimeType: 'image/png',
        disposition: 'inline',
        contentId: '<logo@shop>',
      },
      { filename: 'a.csv', mimeType: 'text/csv', disposition: 'attachment' },
    ]);
    expect(parsed.attachments.map(({ content }) => bytesOf(content).toString())).toEqual([
      'png',
      'a,b\nä,c\n',
    ]);
  });

  it('leaves a JSON header as it is and keeps long unsubscribe links whole', async () => {
    const link = `<https://example.com/u/${'x'.repeat(400)}>`;
    const parsed = await parse(
      await build(mail({ headers: { 'X-Data': '{"a":"b c"}', 'List-Unsubscribe': link } })),
    );

    expect(parsed.headers).toContainEqual(
      expect.objectContaining({ key: 'x-data', value: '{"a":"b c"}' }),
    );
    expect(parsed.headers).toContainEqual(
      expect.objectContaining({ key: 'list-unsubscribe', value: link }),
    );
  });

  it('keeps the ids of a thread, a link that looks encoded and the names of addresses', async () => {
    const headers = {
      References: '<a1@mail.example.com> <b2@mail.example.com>',
      'In-Reply-To': 'b2@mail.example.com',
      'List-Unsubscribe': `<https://shop.example/u?t=YWJjZA==?src=${'x'.repeat(700)}>`,
      Precedence: 'bulk ',
      'Errors-To': 'Büro <b@example.com>',
      'X-Empty': '',
    };

    const header = headerOf(await build(mail({ headers })));

    expect(header.split('\r\n').slice(1, 6)).toEqual([
      `References: ${headers.References}`,
      'In-Reply-To: <b2@mail.example.com>',
      `List-Unsubscribe: ${headers['List-Unsubscribe']}`,
      'Precedence: bulk',
      'Errors-To: =?UTF-8?Q?B=C3=BCro?= <b@example.com>',
    ]);
    expect(header).not.toContain('X-Empty');
  });

  it('puts an invitation beside the text as its richest form, and other files below', async () => {
    const calendar = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n';
    const invitation = {
      filename: 'invite.ics',
      contentType: 'text/calendar; charset=utf-8; method=REQUEST;',
      content: base64(calendar),
    };
    const file = { filename: 'map.png', contentType: 'image/png', content: base64('png') };
    const mime = await build(mail({ html: '<p>x</p>', attachments: [invitation, file] }));
    const parsed = await parse(mime);

    expect(textOf(mime)).toMatch(
      /multipart\/mixed[\s\S]*multipart\/alternative[\s\S]*text\/plain[\s\S]*text\/html[\s\S]*Content-Type: text\/calendar; charset=utf-8; method=REQUEST\r\n[\s\S]*image\/png/,
    );
    expect(textOf(mime)).not.toContain('invite.ics');
    expect(
      parsed.attachments.map(({ mimeType, method, filename, content }) => ({
        mimeType,
        method,
        filename,
        text: asLines(bytesOf(content).toString()),
      })),
    ).toEqual([
      { mimeType: 'text/calendar', method: 'REQUEST', filename: null, text: asLines(calendar) },
      { mimeType: 'image/png', method: undefined, filename: 'map.png', text: 'png' },
    ]);
  });

  it('attaches an empty file', async () => {
    const { attachments } = await parse(
      await build(
        mail({ attachments: [{ filename: 'a.txt', contentType: 'text/plain', content: '' }] }),
      ),
    );

    expect(attachments).toMatchObject([{ filename: 'a.txt', mimeType: 'text/plain' }]);
    expect(attachments.map(({ content }) => bytesOf(content).byteLength)).toEqual([0]);
  });

  it('sends what was cut inside an emoji, with the half replaced', async () => {
    const cut = `hi ${'🎌'.slice(0, 1)}`;
    const message = mail({
      from: { name: cut, address: 'shop@example.com' },
      subject: cut,
      text: cut,
      attachments: [{ filename: cut, contentType: 'text/plain', content: 'AAAA' }],
    });

    const parsed = await parse(await build(message));

    expect([
      parsed.subject,
      parsed.from?.name,
      asLines(parsed.text),
      parsed.attachments[0]?.filename,
    ]).toEqual(Array(4).fill('hi \ufffd'));
  });

  it('ends every line of a text with CRLF, however it was written', async () => {
    expect(textOf(await build(mail({ text: 'a\nb\rc\r\nd' })))).toMatch(
      /\r\n\r\na\r\nb\r\nc\r\nd\r\n$/,
    );
  });

  it('keeps a long run of blanks in a subject', async () => {
    const subject = `a${' '.repeat(300)}b`;

    expect((await parse(await build(mail({ subject })))).subject).toBe(subject);
  });

  it('never reads a file or an address that a message names', async () => {
    const mime = await build(
      mail({
        html: '<img src="file:///etc/passwd">',
        attachments: [{ filename: '/etc/passwd', contentType: 'text/plain', content: base64('x') }],
      }),
    );

    expect(textOf(mime)).not.toContain('root:');
    expect(
      (await parse(mime)).attachments.map(({ content }) => bytesOf(content).toString()),
    ).toEqual(['x']);
  });

  const withAttachment = validOf(
    mail({
      attachments: [
        {
          filename: 'a.bin',
          contentType: 'application/octet-stream',
          s3: { bucket: 'files', key: 'a' },
        },
      ],
    }),
  );

  it('refuses more than 40 MB and tells why', async () => {
    const size = (bytes: number) =>
      buildMime(withAttachment, { ...options, attachments: [new Uint8Array(bytes)] });

    expect(await size(31_000_000)).toEqual({
      kind: 'refused',
      reasons: [expect.stringMatching(/^message: comes to more than 40 MB/)],
    });
    expect((await size(30_000_000)).kind).toBe('built');
  });

  it('builds 41,943,040 bytes, and not one more', async () => {
    const s3 = { bucket: 'files', key: 'a' };
    const padded = (pad: number) =>
      buildMime(
        validOf(
          mail({
            text: `${'x'.repeat(68)}\n`.repeat(970),
            attachments: [{ filename: 'a.bin', contentType: 'application/octet-stream', s3 }],
            headers: { 'X-Pad': 'x'.repeat(pad) },
          }),
        ),
        { ...options, attachments: [new Uint8Array(30_600_000)] },
      );
    const one = await padded(1);
    const short = one.kind === 'built' ? one.mime.byteLength : 0;
    const sized = (bytes: number) => padded(1 + bytes - short);
    const built = await sized(41_943_040);

    expect(built.kind === 'built' && built.mime.byteLength).toBe(41_943_040);
    expect((await sized(41_943_041)).kind).toBe('refused');
  });

  it('builds what the deployment takes, and tells of more how large it is', async () => {
    const limitBytes = 10 * 1024 * 1024;
    const size = (bytes: number) =>
      buildMime(withAttachment, { ...options, limitBytes, attachments: [new Uint8Array(bytes)] });

    expect((await size(7_650_000)).kind).toBe('built');
    expect(await size(15_325_341)).toEqual({
      kind: 'refused',
      reasons: [
        'message: comes to 20.1 MB in all with its attachments encoded, and this deployment takes 10; link to large files instead, or raise its parameter largestMailMb',
      ],
    });
  });

  it('has nothing to build for a template', async () => {
    const message = validOf({
      from: 'shop@example.com',
      to: ['jane@example.org'],
      template: { name: 'a', data: {} },
    });

    await expect(buildMime(message, options)).rejects.toThrow('SES renders it');
  });

  it('rejects when an attachment was not resolved', async () => {
    const message = validOf(
      mail({
        attachments: [
          { filename: 'a', contentType: 'text/plain', s3: { bucket: 'files', key: 'a' } },
        ],
      }),
    );

    await expect(Promise.resolve().then(() => buildMime(message, options))).rejects.toThrow(
      'resolve the attachments first',
    );
  });

  it('passes a raw message on without its hidden recipients', async () => {
    const raw =
      'From: a@example.com\nTo: b@example.org\nBcc: c@example.org,\n d@example.org\nX-SES-CONFIGURATION-SET: mine\nSubject: hi\n\nBcc: not a header\n';
    const mime = await build({ from: 'a@example.com', to: ['b@example.org'], raw: base64(raw) });

    expect(textOf(mime)).toBe(
      'From: a@example.com\r\nTo: b@example.org\r\nSubject: hi\r\n\r\nBcc: not a header\r\n',
    );
  });

  describe('whatever the message says', () => {
    const visible = fc.string({ unit: 'grapheme', maxLength: 60 });
    const local = fc.stringMatching(/^[A-Za-z0-9]{1,8}([.+_-][a-zA-Z0-9]{1,8})?$/);
    const address = local.map((part) => `${part}@example.org`);
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    const attachment = fc.record({
      filename: visible.filter((name) => name.trim() === name && name !== ''),
      contentType: fc.constantFrom(
        'application/pdf',
        'text/plain',
        'image/png',
        'application/octet-stream',
      ),
      content: bytes.map(base64),
    });
    const message = fc.record({
      from: fc.record({ name: visible, address }),
      to: fc.array(fc.record({ name: visible, address }), { minLength: 1, maxLength: 4 }),
      bcc: fc.array(
        local.map((part) => `hidden-${part}@secret.example`),
        { maxLength: 3 },
      ),
      subject: fc.string({ unit: 'grapheme', maxLength: 300 }),
      text: fc.string({ unit: 'grapheme', maxLength: 2_000 }),
      html: fc.option(fc.string({ unit: 'grapheme-ascii', maxLength: 2_000 }), { nil: undefined }),
      attachments: fc.array(attachment, { maxLength: 3 }),
      headers: fc.dictionary(fc.stringMatching(/^X-[A-Z][a-z]{2,9}$/), visible, { maxKeys: 3 }),
    });

    const folded = (name: string): string => name.replace(/\s+/gu, ' ').trim();

    it('it comes back from the mail as it was written', () =>
      fc.assert(
        fc.asyncProperty(message, async (written) => {
          fc.pre(validate(written, onTransactionalQueue).kind === 'valid');

          const parsed = await parse(await build(written));

          expect(parsed.subject ?? '').toBe(written.subject);
          expect(parsed.from).toMatchObject({
            name: folded(written.from.name),
            address: written.from.address,
          });
          expect(parsed.to).toMatchObject(
            written.to.map(({ name, address: to }) => ({ name: folded(name), address: to })),
          );
          expect(asLines(parsed.text)).toBe(asLines(written.text));
          expect(parsed.attachments.map(({ filename }) => filename)).toEqual(
            written.attachments.map(({ filename }) => filename),
          );
          expect(
            parsed.attachments.map(({ content }) => bytesOf(content).toString('base64')),
          ).toEqual(written.attachments.map(({ content }) => content));
          for (const [name, value] of Object.entries(written.headers)) {
            if (value.trim() !== '')
              expect(
                decodeWords(
                  parsed.headers.find(({ key }) => key === name.toLowerCase())?.value ?? '',
                ),
              ).toBe(value.trim());
          }
        }),
      ));

    it('no hidden recipient is in its bytes, which are ASCII in lines that are not too long', () =>
      fc.assert(
        fc.asyncProperty(message, async (written) => {
          fc.pre(validate(written, onTransactionalQueue).kind === 'valid');

          const text = textOf(await build(written));

          expect(text).not.toContain('secret.example');
          expect(text).not.toMatch(/[^\r]\n|\r[^\n]/);
          expect(text).not.toMatch(/[\x80-\xff]/);
          expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(
            998,
          );
        }),
      ));

    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .tuple(
          fc.string({ maxLength: 5 }),
          fc.constantFrom('\r\n', '\n', '\r', '\u2028', '\u0085', '\0', '\v'),
          fc.constant('Evil: yes\r\n\r\nbody'),
        )
        .map((parts) => parts.join('')),
      fc.string({
        unit: fc.constantFrom('"', '\\', '<', '>', '(', ';', ':', ',', '=', '?', ' ', 'x', 'é'),
        maxLength: 120,
      }),
      fc.constantFrom(
        'x'.repeat(995),
        'é'.repeat(995),
        ' '.repeat(400),
        `a${' '.repeat(300)}b`,
        '"'.repeat(250),
        `${'\\'.repeat(121)}`,
      ),
    );

    it('no header comes in that is not the message’s own', () =>
      fc.assert(
        fc.asyncProperty(
          fc.record(
            {
              name: hostile,
              subject: hostile,
              header: hostile,
              filename: hostile,
              contentType: hostile,
              contentId: hostile,
            },
            { requiredKeys: [] },
          ),
          async ({ name, subject, header, filename, contentType, contentId }) => {
            const message = mail({
              from: { name: name ?? 'Shop', address: 'shop@example.com' },
              to: [{ name: name ?? 'Jane', address: 'jane@example.org' }],
              subject: subject ?? 'Hi',
              headers: { 'X-Own': header ?? 'x' },
              html: '<p></p>',
              attachments: [
                {
                  filename: filename ?? 'a.txt',
                  contentType: contentType ?? 'text/plain',
                  contentId: contentId ?? 'a',
                  content: 'AAAA',
                },
              ],
            });
            if (validate(message).kind !== 'valid') return;
            const text = textOf(await mimeOf(validOf(message)));

            const names = [...text.matchAll(/^([!-9;-~]+):/gm)].map((match) => match[1]);
            const known = [
              'Subject',
              'X-Own',
              'From',
              'To',
              'Message-ID',
              'Date',
              'MIME-Version',
              'Content-Type',
              'Content-Transfer-Encoding',
              'Content-Disposition',
              'Content-ID',
            ];
            expect(names.filter((each) => !known.includes(each ?? ''))).toEqual([]);
            expect(names.filter((each) => each === 'From' || each === 'To')).toHaveLength(2);
            expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(
              998,
            );
          },
        ),
        { numRuns: 300 },
      ));
  });
});
