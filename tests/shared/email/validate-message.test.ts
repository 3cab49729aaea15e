import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validateMessage } from '../../../shared/email/validate-message.ts';
import {
  base64,
  mail,
  mailWithout,
  newYear2030,
  onBulkQueue,
  onTransactionalQueue,
  reasonsFor,
  sqsMessageId,
  validate,
  validOf,
} from './message-builder.ts';

const mib = 1024 * 1024;
const day = 24 * 60 * 60 * 1000;
const iso = (ms: number) => new Date(ms).toISOString();
const attachment = (changes: object = {}) => ({
  filename: 'a.pdf',
  contentType: 'application/pdf',
  content: 'AAAA',
  ...changes,
});
const raw = (text: string) => ({
  from: 'shop@example.com',
  to: ['jane@example.org'],
  raw: base64(text),
});
const template = (changes: object = {}) => ({
  from: 'shop@example.com',
  to: ['jane@example.org'],
  template: { name: 'Welcome', data: { name: 'Jane' } },
  ...changes,
});

const validateReasons = (body: string): readonly string[] => {
  const validation = validateMessage(body, onTransactionalQueue);
  return validation.kind === 'rejected' ? validation.reasons : [];
};

describe('validateMessage', () => {
  describe('a valid message', () => {
    it('comes out in the form the sender works with', () => {
      const message = validOf({
        messageId: 'order-1',
        tenantId: 'shop',
        stream: 'transactional',
        from: 'Zoë <Zoe@Exämple.org>',
        replyTo: ['help@example.com'],
        to: ['"Doe, Jane" <Jane@Example.org>'],
        cc: [{ name: '李雷', address: 'lilei@例え.jp' }],
        bcc: ['archive@example.com'],
        subject: 'Grüße',
        html: '<p>Hi</p>',
        tags: { campaign: 'spring-1' },
        headers: { 'X-Campaign': '7' },
        sendAfter: '2030-01-02T00:00:00+01:00',
        expiresAt: '2030-01-03T00:00:00Z',
      });

      expect(message).toMatchObject({
        key: { tenantId: 'shop', messageId: 'order-1' },
        stream: 'transactional',
        lane: 'transactional',
        from: {
          canonical: 'zoe@xn--exmple-cua.org',
          envelope: 'Zoe@xn--exmple-cua.org',
          header: '=?UTF-8?Q?Zo=C3=AB?= <Zoe@xn--exmple-cua.org>',
        },
        replyTo: [{ canonical: 'help@example.com' }],
        recipients: [
          {
            role: 'to',
            canonical: 'jane@example.org',
            envelope: 'Jane@example.org',
            header: '"Doe, Jane" <Jane@example.org>',
          },
          {
            role: 'cc',
            canonical: 'lilei@xn--r8jz45g.jp',
            header: '=?UTF-8?B?5p2O6Zu3?= <lilei@xn--r8jz45g.jp>',
          },
          { role: 'bcc', canonical: 'archive@example.com' },
        ],
        content: {
          kind: 'mime',
          subject: 'Grüße',
          text: undefined,
          html: '<p>Hi</p>',
          attachments: [],
          headers: { 'X-Campaign': '7' },
        },
        tags: { campaign: 'spring-1' },
        sendAfterMs: Date.parse('2030-01-01T23:00:00Z'),
        expiresAtMs: Date.parse('2030-01-03T00:00:00Z'),
      });
    });

    it('takes the queue’s id and the tenant "default" when it brings none', () => {
      expect(validOf(mail()).key).toEqual({ tenantId: 'default', messageId: sqsMessageId });
    });

    it('counts each address once, in its first role, and still shows it where it was written', () => {
      const message = validOf(
        mail({
          to: ['Jane <JANE@example.org>', 'jane@example.org'],
          cc: ['jane@EXAMPLE.org', 'joe@example.org'],
          bcc: ['Joe@example.org'],
        }),
      );

      expect(message.recipients.map(({ canonical, role }) => [canonical, role])).toEqual([
        ['jane@example.org', 'to'],
        ['joe@example.org', 'cc'],
      ]);
      expect(message.shown.to).toHaveLength(2);
      expect(message.shown.cc).toHaveLength(2);
    });

    it('goes to hidden recipients alone when there are no others', () => {
      expect(validOf(mailWithout(['to'], { bcc: ['jane@example.org'] })).recipients).toHaveLength(
        1,
      );
    });

    it('carries a template with its data as JSON', () => {
      expect(validOf(template()).content).toEqual({
        kind: 'template',
        template: { kind: 'stored', name: 'Welcome' },
        data: '{"name":"Jane"}',
        attachments: [],
        headers: {},
      });
    });

    it('names objects in S3 without reading them', () => {
      const message = validOf(
        mail({
          attachments: [
            attachment({ content: undefined, s3: { bucket: 'files', key: 'a/b.pdf' } }),
          ],
        }),
      );

      expect(message.content).toMatchObject({
        attachments: [{ source: { kind: 's3', bucket: 'files', key: 'a/b.pdf' } }],
      });
    });

    it('may have an empty subject and an empty text, but not none', () => {
      expect(validate(mail({ subject: '', text: '' })).kind).toBe('valid');
      expect(reasonsFor(mailWithout(['subject', 'text']))).toEqual([
        'message: has no content; give text, html, template or raw',
        'subject: is missing; add it',
      ]);
    });
  });

  describe('stream and queue', () => {
    it.each([
      [onTransactionalQueue, undefined, 'transactional'],
      [onTransactionalQueue, 'transactional', 'transactional'],
      [onBulkQueue, undefined, 'marketing'],
      [onBulkQueue, 'notifications', 'notifications'],
      [onBulkQueue, 'marketing', 'marketing'],
    ])('follow each other (case %#)', (context, stream, expected) => {
      expect(validOf(mail({ stream }), context)).toMatchObject({
        stream: expected,
        lane: context.queueLane,
      });
    });

    it.each([
      [onTransactionalQueue, 'marketing'],
      [onTransactionalQueue, 'notifications'],
      [onBulkQueue, 'transactional'],
    ])('refuses the wrong queue (case %#)', (context, stream) => {
      expect(reasonsFor(mail({ stream }), context)).toEqual([
        expect.stringMatching(/^stream: does not belong on the \w+ queue/),
      ]);
    });

    it('names the streams there are', () => {
      expect(reasonsFor(mail({ stream: 'newsletter' }))).toEqual([
        'stream: must be one of transactional, notifications, marketing',
      ]);
    });
  });

  describe('bad input', () => {
    it.each(['', '{', 'null', '[]', '"text"', '7', '\u0000', '{"from":'])(
      'gives one clear reason for %j, without an excerpt',
      (body) => {
        expect(validateMessage(body, onTransactionalQueue)).toEqual({
          kind: 'rejected',
          key: { tenantId: 'default', messageId: sqsMessageId },
          stream: undefined,
          reasons: ['message: is not a JSON object; enqueue one JSON object per message'],
        });
      },
    );

    const tooMany = Array.from({ length: 51 }, (_, index) => `r${index}@example.org`);
    const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
      ['an unknown field', mail({ texxt: 'x' }), ['texxt: is not a field']],
      [
        'a contact list for two recipients',
        mail({
          to: ['a@example.org', 'b@example.org'],
          listManagement: { contactList: 'news' },
        }),
        ['listManagement: SES takes it for one recipient; send a message to each'],
      ],
      [
        'a contact list whose name SES cannot have',
        mail({ to: ['a@example.org'], listManagement: { contactList: 'a b' } }),
        ['listManagement.contactList: is not a name of SES'],
      ],
      ['tracking that is no switch', mail({ tracking: { opens: 'no' } }), ['tracking.opens: ']],
      [
        'an unknown field inside an attachment',
        mail({ attachments: [attachment({ cid: 'x' })] }),
        ['attachments[0].cid: is not a field'],
      ],
      [
        'an unknown field inside a template',
        template({ template: { name: 'a', data: {}, arn: '' } }),
        ['template.arn: is not a field'],
      ],
      [
        'an unknown field inside an address',
        mail({ to: [{ address: 'a@example.org', nick: '' }] }),
        ['to[0].nick: is not a field'],
      ],
      [
        'an unknown field inside an S3 reference',
        mail({
          attachments: [
            attachment({ content: undefined, s3: { bucket: 'abc', key: 'k', region: '' } }),
          ],
        }),
        ['attachments[0].s3.region: is not a field'],
      ],
      [
        'a field that every object has',
        '{"from":"shop@example.com","to":["jane@example.org"],"subject":"","text":"","__proto__":1}',
        ['(a name not shown): is not a field'],
      ],
      ['no recipient', mailWithout(['to']), ['to: there is no recipient']],
      ['an empty list of recipients', mail({ to: [] }), ['to: there is no recipient']],
      ['51 recipients', mail({ to: tooMany }), ['to: there are more than 50 recipients']],
      [
        '51 recipients over three lists',
        mail({ to: tooMany.slice(0, 20), cc: tooMany.slice(20, 40), bcc: tooMany.slice(40) }),
        ['to: there are more than 50 recipients'],
      ],
      [
        '51 times the same recipient',
        mail({ to: Array(51).fill('jane@example.org') }),
        ['to: there are more than 50 recipients'],
      ],
      ['an address without a domain', mail({ to: ['jane'] }), ['to[0]: has no domain']],
      [
        'an address with a local domain',
        mail({ cc: ['jane@localhost'] }),
        ['cc[0]: has no full domain'],
      ],
      [
        'an address at an IP number',
        mail({ bcc: ['jane@[192.0.2.1]'] }),
        ['bcc[0]: has a domain that cannot exist'],
      ],
      [
        'two addresses in one',
        mail({ to: ['a@example.org, b@example.org'] }),
        ['to[0]: is not one e-mail address'],
      ],
      [
        'an address that needs SMTPUTF8',
        mail({ to: ['zoë@example.org'] }),
        ['to[0]: has characters outside ASCII before the @'],
      ],
      [
        'a name in the wrong place',
        mail({ to: [{ name: 'J', address: 'Jane <jane@example.org>' }] }),
        ['to[0]: has a display name where'],
      ],
      [
        'a name with a line break',
        mail({ from: { name: 'Shop\r\nBcc: x@example.net', address: 'shop@example.com' } }),
        ['from: has a display name where'],
      ],
      [
        'an encoded name',
        mail({ from: '=?utf-8?Q?Zo=C3=AB?= <shop@example.com>' }),
        ['from: has a display name that is MIME-encoded'],
      ],
      [
        'an address with a line break',
        mail({ replyTo: ['help@example.com\r\nBcc: x@example.net'] }),
        ['replyTo[0]: contains a line break'],
      ],
      [
        'a subject with a line break',
        mail({ subject: 'Hi\nBcc: x@example.net' }),
        ['subject: contains a line break'],
      ],
      [
        'a subject with a NUL',
        mail({ subject: 'Hi\u0000' }),
        ['subject: contains a line break or another control'],
      ],
      [
        'an endless subject',
        mail({ subject: 'x'.repeat(996) }),
        ['subject: has more than 995 characters'],
      ],
      [
        'a header with a line break',
        mail({ headers: { 'X-A': 'b\r\nBcc: x@example.net' } }),
        ['headers.X-A: contains a line break'],
      ],
      [
        'a header with a Unicode line separator',
        mail({ headers: { 'X-A': 'b\u2028c' } }),
        ['headers.X-A: contains a line break'],
      ],
      [
        'a header name with a line break',
        mail({ headers: { 'X-A: b\r\nBcc': 'x@example.net' } }),
        ['headers.(a name not shown): has a name that no header can have'],
      ],
      [
        'a header name with a colon',
        mail({ headers: { 'Bcc:': 'x' } }),
        ['headers.(a name not shown): has a name'],
      ],
      [
        'a file name with a line break',
        mail({ attachments: [attachment({ filename: 'a\r\nX: y' })] }),
        ['attachments[0].filename: contains a line break'],
      ],
      [
        'a content type with a line break',
        mail({ attachments: [attachment({ contentType: 'text/plain\r\nX: y' })] }),
        ['attachments[0].contentType: is not a content type'],
      ],
      [
        'a content id with a line break',
        mail({ attachments: [attachment({ contentId: 'a\r\nX: y' })] }),
        ['attachments[0].contentId: is not a content id'],
      ],
      [
        'a multipart attachment',
        mail({ attachments: [attachment({ contentType: 'Multipart/mixed' })] }),
        ['attachments[0].contentType: cannot be attached'],
      ],
      [
        'base64 of another alphabet',
        mail({ attachments: [attachment({ content: '-_-_' })] }),
        ['attachments[0].content: is not base64'],
      ],
      [
        'base64 cut off',
        mail({ attachments: [attachment({ content: 'AAA' })] }),
        ['attachments[0].content: is not base64'],
      ],
      [
        'base64 with line breaks',
        mail({ attachments: [attachment({ content: 'AAAA\nAAA' })] }),
        ['attachments[0].content: is not base64'],
      ],
      [
        'base64 with padding inside',
        mail({ attachments: [attachment({ content: 'AA==AAAA' })] }),
        ['attachments[0].content: is not base64'],
      ],
      [
        'an attachment with no bytes',
        mail({ attachments: [attachment({ content: undefined })] }),
        ['attachments[0]: needs either content or s3'],
      ],
      [
        'an attachment with two sources',
        mail({ attachments: [attachment({ s3: { bucket: 'abc', key: 'k' } })] }),
        ['attachments[0]: needs either content or s3'],
      ],
      [
        'a content id used twice',
        mail({ attachments: [attachment({ contentId: 'a' }), attachment({ contentId: 'a' })] }),
        ['attachments: the same contentId is used twice'],
      ],
      [
        'a template beside a text',
        template({ text: 'x' }),
        ['text: cannot be combined with template'],
      ],
      [
        'a template beside everything',
        template({
          subject: '',
          text: '',
          html: '',
          attachments: [],
          headers: {},
          raw: base64('From: a@example.com\r\n\r\n'),
        }),
        ['subject', 'text', 'html', 'raw'].map(
          (field) => `${field}: cannot be combined with template`,
        ),
      ],
      [
        'a raw message beside a subject',
        { ...raw('From: a@example.com\n\nhi'), subject: 'x' },
        ['subject: cannot be combined with raw'],
      ],
      ['a raw message without From', raw('To: a@example.com\n\nhi'), ['raw: has no From header']],
      ['raw that is no base64', { ...raw(''), raw: 'äöü' }, ['raw: is not base64']],
      [
        'a template that is named and written',
        template({ template: { name: 'a', content: { subject: '', text: '' }, data: {} } }),
        ['template: needs either name, of a template stored in SES, or content'],
      ],
      [
        'a written template without a body',
        template({ template: { content: { subject: 'Hi' }, data: {} } }),
        ['template.content: has no body; give text, html or both'],
      ],
      [
        'a written template that is too long in all',
        template({
          template: {
            content: { subject: '', text: 'ä'.repeat(200_000), html: 'x'.repeat(112_001) },
            data: {},
          },
        }),
        ['template.content: comes to more than 512000 bytes'],
      ],
      [
        'a long content type beside a template',
        template({
          attachments: [attachment({ contentType: `text/plain; name=${'x'.repeat(70)}` })],
        }),
        ['attachments[0].contentType: has more than 78 characters'],
      ],
      [
        'template data that is too long',
        template({ template: { name: 'a', data: { x: 'y'.repeat(262_144) } } }),
        ['template.data: is longer than 262144 characters'],
      ],
      ['a message id with a blank', mail({ messageId: 'a b' }), ['messageId: is not a message id']],
      [
        'a message id that is too long',
        mail({ messageId: 'a'.repeat(129) }),
        ['messageId: is not a message id'],
      ],
      ['a tenant with a slash', mail({ tenantId: 'a/b' }), ['tenantId: is not a tenant id']],
      [
        'a time without a zone',
        mail({ sendAfter: '2030-01-02T00:00:00' }),
        ['sendAfter: is not an ISO time'],
      ],
      [
        'a day that does not exist',
        mail({ expiresAt: '2030-02-30T00:00:00Z' }),
        ['expiresAt: is not an ISO time'],
      ],
      [
        'a time more than 13 days ahead',
        mail({ sendAfter: iso(newYear2030 + 13 * day + 1) }),
        ['sendAfter: is more than 13 days ahead'],
      ],
      [
        'an end before the beginning',
        mail({ sendAfter: iso(newYear2030 + day), expiresAt: iso(newYear2030 + day) }),
        ['expiresAt: is not after sendAfter'],
      ],
      [
        'an end before the beginning in another zone',
        mail({ sendAfter: '2030-01-02T00:00:00+00:00', expiresAt: '2030-01-02T00:30:00+01:00' }),
        ['expiresAt: is not after sendAfter'],
      ],
      ['a null among others', mail({ cc: [null] }), ['cc[0]: must be text like jane@example.com']],
      ['a number for a text', mail({ text: 5 }), ['text: must be text']],
      [
        'no text where one has to be',
        mail({ template: { data: {} }, subject: undefined, text: undefined }),
        ['template: needs either name, of a template stored in SES, or content'],
      ],
      [
        'an attachment without a name',
        mail({ attachments: [{ contentType: 'text/plain', content: 'QQ==' }] }),
        ['attachments[0].filename: is missing; add it'],
      ],
    ];

    it.each(cases)('refuses %s', (_, message, expected) => {
      const reasons = typeof message === 'string' ? validateReasons(message) : reasonsFor(message);

      expect(reasons).toEqual(expected.map((start) => expect.stringContaining(start)));
      expect(reasons.every((reason, index) => reason.startsWith(expected[index] ?? '?'))).toBe(
        true,
      );
    });

    it('allows exactly 50 recipients, 13 days, 995 characters', () => {
      expect(
        validate(
          mail({
            to: tooMany.slice(1),
            sendAfter: iso(newYear2030 + 13 * day),
            subject: 'x'.repeat(995),
          }),
        ).kind,
      ).toBe('valid');
    });

    it('refuses attachments that make 11 MB, and takes 7 MB', () => {
      const bytes = (size: number) => Buffer.alloc(size).toString('base64');

      expect(
        reasonsFor(
          mail({
            attachments: [
              ...Array.from({ length: 5 }, () => attachment({ content: bytes(5 * mib) })),
              attachment({ content: bytes(4.3 * mib) }),
            ],
          }),
        ),
      ).toEqual([expect.stringMatching(/^message: comes to more than 40 MB/)]);
      expect(validate(mail({ attachments: [attachment({ content: bytes(7 * mib) })] })).kind).toBe(
        'valid',
      );
    });

    it('leaves the sender to the settings of the tenant where none is named', () => {
      expect(validate(mailWithout(['from']))).toMatchObject({
        kind: 'valid',
        message: { from: undefined },
      });
    });

    it('lists everything at once: form and rules, in good fields and beside bad ones', () => {
      const reasons = reasonsFor({
        messageId: 'a b',
        stream: 'marketing',
        to: ['jane', 'jane@example.org', 7],
        subject: 'a\nb',
        texxt: '',
        headers: { 'X-Good': '1', 'X-Bad': 'a\nb', Subject: 'x' },
        tags: { 'pipeline-a': '1', bad: 'a b' },
        attachments: [
          attachment({ content: '!' }),
          attachment({ contentId: 'x' }),
          attachment({ contentId: 'x' }),
        ],
        sendAfter: iso(newYear2030 + 14 * day),
        expiresAt: 'soon',
      });

      const places = reasons.map((reason) => reason.split(': ', 1)[0]);
      expect(places.toSorted()).toEqual(
        [
          'attachments',
          'attachments[0].content',
          'expiresAt',
          'headers.Subject',
          'headers.X-Bad',
          'message',
          'messageId',
          'sendAfter',
          'stream',
          'subject',
          'tags.bad',
          'tags.pipeline-a',
          'texxt',
          'to[0]',
          'to[2]',
        ].toSorted(),
      );
    });

    it('survives nesting deeper than any stack', () => {
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

      expect(
        validateReasons(
          `{"from":"a@example.com","to":["b@example.com"],"template":{"name":"x","data":{"a":${deep}}}}`,
        ),
      ).toEqual(['template.data: is nested too deeply; make it flatter']);
      expect(validateReasons(`{"from":${deep}}`)).toContainEqual(
        expect.stringMatching(/^from: must be text like/),
      );
    });
  });

  describe('headers and tags of one’s own', () => {
    it.each([
      'Bcc',
      'cc',
      'Date',
      'FROM',
      'Message-ID',
      'MIME-Version',
      'Reply-To',
      'Return-Path',
      'Subject',
      'To',
      'Sender',
      'Content-Type',
      'Content-Transfer-Encoding',
      'X-SES-CONFIGURATION-SET',
      'x-ses-message-tags',
      'DKIM-Signature',
      'Feedback-ID',
    ])('refuses %s', (name) => {
      expect(reasonsFor(mail({ headers: { [name]: 'x' } }))).toEqual([
        expect.stringContaining(`headers.${name}: `),
      ]);
    });

    it('takes one-click unsubscribe once', () => {
      const headers = {
        'List-Unsubscribe': '<https://example.com/u/1>, <mailto:u@example.com>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      };

      expect(validate(mail({ headers })).kind).toBe('valid');
      expect(
        reasonsFor(
          mail({ headers: { ...headers, 'list-unsubscribe': '<https://example.com/u/1>' } }),
        ),
      ).toEqual([expect.stringContaining('given twice')]);
    });

    it.each([
      [
        { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
        'needs a List-Unsubscribe with an https address',
      ],
      [
        {
          'List-Unsubscribe': '<mailto:u@example.com>',
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        },
        'needs a List-Unsubscribe with an https address',
      ],
      [
        { 'List-Unsubscribe': '<https://example.com>', 'List-Unsubscribe-Post': 'yes' },
        'must be List-Unsubscribe=One-Click',
      ],
      [{ 'List-Unsubscribe': 'https://example.com' }, 'angle brackets'],
      [{ References: '<ä@example.com>' }, 'outside ASCII'],
    ])('refuses %j', (headers, reason) => {
      expect(reasonsFor(mail({ headers }))).toEqual([expect.stringContaining(reason)]);
    });

    it.each([
      [{ 'pipeline-message': 'x' }, 'a name the pipeline uses'],
      [{ 'Pipeline-x': 'x' }, 'a name the pipeline uses'],
      [{ 'ses:feedback-id-e': 'x' }, 'a name that SES does not take'],
      [{ 'ses:feedback-id-ab': 'x' }, 'a name that SES does not take'],
      [{ 'ses:operation': 'x' }, 'a name that SES does not take'],
      [{ 'SES:feedback-id-a': 'x' }, 'a name that SES does not take'],
      [{ a: '' }, 'characters that SES does not take, or none'],
      [{ a: 'ü' }, 'characters that SES does not take'],
      [{ a: 'x'.repeat(256) }, 'more than 255 characters'],
      [{ ['x'.repeat(256)]: 'a' }, 'a name of more than 255 characters'],
      [{ user: 'jane@example.org' }, 'is an e-mail address'],
      [
        Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`t${index}`, 'x'])),
        'are more than 40',
      ],
    ])('refuses the tags of case %#', (tags, reason) => {
      expect(reasonsFor(mail({ tags }))).toEqual([expect.stringContaining(reason)]);
    });

    it.each(['a', 'b', 'c', 'd'])('takes the tag ses:feedback-id-%s, and passes it on', (place) => {
      const tags = { [`ses:feedback-id-${place}`]: 'summer' };

      expect(validate(mail({ tags }))).toMatchObject({ kind: 'valid', message: { tags } });
    });

    it('takes tags with dots and at signs in their values', () => {
      expect(validate(mail({ tags: { release: 'v1.2@blue', a_b: 'x'.repeat(255) } })).kind).toBe(
        'valid',
      );
    });
  });

  describe('a message that lies in S3', () => {
    const pointer = {
      payload: { s3: { bucket: 'mail', key: 'big/1' } },
      messageId: 'm-1',
      tenantId: 'shop',
    };

    it('is named for the caller to fetch', () => {
      expect(validate(pointer)).toEqual({
        kind: 'stored',
        key: { tenantId: 'shop', messageId: 'm-1' },
        stream: 'transactional',
        pointer,
      });
    });

    it('takes its names from the queue when the object has none', () => {
      expect(validOf(mail(), { ...onTransactionalQueue, pointer }).key).toEqual({
        tenantId: 'shop',
        messageId: 'm-1',
      });
    });

    it('must not contradict the queue, nor point on', () => {
      expect(
        reasonsFor(mail({ messageId: 'm-2', payload: pointer.payload }), {
          ...onTransactionalQueue,
          pointer,
        }),
      ).toEqual([
        expect.stringContaining('payload: is in the object'),
        expect.stringContaining('messageId: differs'),
      ]);
    });

    it('has nothing beside the pointer but names', () => {
      expect(reasonsFor({ ...pointer, subject: 'x' })).toEqual([
        expect.stringContaining('subject: is not a field'),
      ]);
    });
  });

  describe('a rejected message', () => {
    it('is known by its own names where they are legal', () => {
      expect(
        validate({ messageId: 'order-1', tenantId: 'a/b', stream: 'marketing' }),
      ).toMatchObject({
        kind: 'rejected',
        key: { tenantId: 'default', messageId: 'order-1' },
        stream: 'marketing',
      });
      expect(validate({ messageId: 'order 1', tenantId: 'shop', stream: 'x' })).toMatchObject({
        key: { tenantId: 'shop', messageId: sqsMessageId },
        stream: undefined,
      });
    });

    it('is answered with a reason whatever the body is', () =>
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string(),
            fc.json(),
            fc
              .json()
              .map(
                (value) =>
                  `{"from":${value},"to":[${value}],"tags":${value},"attachments":[${value}],"template":${value}}`,
              ),
          ),
          (body) => {
            const validation = validateMessage(body, onTransactionalQueue);

            expect(validation.kind).toBe('rejected');
            expect(validation.kind === 'rejected' && validation.reasons.length).toBeGreaterThan(0);
          },
        ),
      ));

    const value = fc.stringMatching(/^[a-z0-9@<>"\n ,:;.ä=?-]{6,24}$/);
    const stringFields = fc.record(
      {
        messageId: value,
        tenantId: value,
        stream: value,
        from: value,
        subject: value,
        text: value,
        raw: value,
        sendAfter: value,
        expiresAt: value,
      },
      { requiredKeys: [] },
    );
    const nestedFields = fc.record(
      {
        to: fc.array(value),
        replyTo: fc.array(fc.record({ name: value, address: value })),
        headers: fc.dictionary(
          fc.constantFrom('X-A', 'Subject', 'List-Unsubscribe', 'References'),
          value,
        ),
        tags: fc.dictionary(fc.constantFrom('a', 'pipeline-b'), value),
        attachments: fc.array(
          fc.record({
            filename: value,
            contentType: value,
            content: value,
            contentId: value,
            s3: fc.record({ bucket: value, key: value }),
          }),
        ),
        template: fc.record({ name: value, data: value }),
        unknown: value,
      },
      { requiredKeys: [] },
    );
    const leaves = (node: unknown): readonly string[] =>
      typeof node === 'string'
        ? [node]
        : typeof node === 'object' && node !== null
          ? Object.values(node).flatMap(leaves)
          : [];

    it('never shows a value in its reasons', () =>
      fc.assert(
        fc.property(stringFields, nestedFields, (strings, nested) => {
          const message = { ...strings, ...nested };
          const reasons = reasonsFor(message).join('\n');

          for (const leaf of leaves(message)) expect(reasons.includes(leaf)).toBe(false);
        }),
      ));

    it('does not show an address that was put where a name belongs', () => {
      const reasons = reasonsFor(
        mail({
          'jane@secret.example': 1,
          headers: { 'jane@secret.example': 'x' },
          tags: { 'jane@secret.example': 'x' },
        }),
      ).join();

      expect(reasons).not.toContain('secret');
    });
  });

  describe('what other programs write', () => {
    const template = (data: string) =>
      `{"from": "a@example.com", "to": ["b@example.org"], "template": {"name": "T", "data": ${data}}}`;

    it('takes null for what is absent', () => {
      const absent = Object.fromEntries(
        [
          ...['messageId', 'tenantId', 'stream', 'replyTo', 'cc', 'bcc', 'html', 'template', 'raw'],
          ...['attachments', 'headers', 'tags', 'sendAfter', 'expiresAt', 'payload'],
        ].map((field) => [field, null]),
      );

      expect(validate(mail(absent))).toEqual(validate(mail()));
      expect(validate(mail({ from: null }))).toEqual(validate(mailWithout(['from'])));
    });

    it('takes a body that begins with a byte order mark', () => {
      expect(validateMessage(`\uFEFF${JSON.stringify(mail())}`, onTransactionalQueue).kind).toBe(
        'valid',
      );
    });

    it('passes a number in the data of a template on as it is', () => {
      const validation = validateMessage(
        template('{"a": 10.5, "b": 9007199254740991, "c": null}'),
        onTransactionalQueue,
      );

      expect(validation.kind === 'valid' && validation.message.content).toMatchObject({
        data: '{"a":10.5,"b":9007199254740991,"c":null}',
      });
    });

    it('refuses one whose digits would change, and says where it stands', () => {
      expect(
        validateReasons(template('{"points": 653247040368672769, "list": [1, {"x": 1e400}]}')),
      ).toEqual([
        'template.data.points: is a number whose digits would change on the way; write it as text, in quotes',
        'template.data.list[1].x: is a number whose digits would change on the way; write it as text, in quotes',
      ]);
    });

    it('names ten such numbers, and no others than those of the template', () => {
      expect(validateReasons(template(`{"a": [${Array(11).fill('1e400').join()}]}`))).toHaveLength(
        10,
      );
      expect(
        validateReasons(
          '{"from": "a@example.com", "to": ["b@example.org"], "subject": "s", "text": 1e400}',
        ),
      ).toEqual(['text: must be text']);
    });
  });

  describe('more than a message may have', () => {
    const many = (count: number, value: unknown) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${index}`, value]));

    it('is told once, beside what is wrong with the rest', () => {
      expect(reasonsFor(mail({ headers: many(101, 'x'), tags: many(41, ''), text: 5 }))).toEqual([
        'headers: are more than 100; use fewer',
        'tags: are more than 40; use fewer',
        'text: must be text',
        ...Array(40).fill(expect.stringMatching(/^tags\./)),
      ]);
    });

    it('is told with a hundred reasons at most', () => {
      const reasons = reasonsFor(mail(many(150, 'x')));

      expect(reasons).toHaveLength(101);
      expect(reasons[100]).toBe('message: has 50 more problems; correct these first');
      expect(reasonsFor(mail(many(100, 'x')))).toHaveLength(100);
    });

    const length = (field: string, count: number, character = 'A') =>
      reasonsFor(mail({ [field]: character.repeat(count) }));
    const content = (count: number) =>
      reasonsFor(
        mail({
          attachments: [{ filename: 'a', contentType: 'a/b', content: 'A'.repeat(count) }],
        }),
      );

    it('is refused by its length before it is read', () => {
      const longer = expect.stringContaining('is more than 10 MB;');

      expect(length('text', 10_485_761)).toContainEqual(longer);
      expect(length('html', 10_485_761)).toContainEqual(longer);
      expect(length('text', 10_485_760)).not.toContainEqual(longer);
      expect(content(10_485_764)).toContainEqual(longer);
      expect(content(10_485_760)).not.toContainEqual(longer);
      expect(length('raw', 15_379_120)).toContainEqual(longer);
      expect(length('raw', 15_379_116)).not.toContainEqual(longer);
    });
  });

  it('refuses an encoded word before the @, where no mailbox has one', () => {
    expect(reasonsFor(mail({ to: ['=?utf-8?q?j=C3=B6rg?=@example.org'] }))).toEqual([
      expect.stringContaining('to[0]: has a MIME-encoded word before the @'),
    ]);
    expect(reasonsFor(mail({ to: ['=?a?=@example.org'] }))).toEqual([]);
  });

  it.each(['text/plain; charset=utf-8;', 'text/plain; charset=utf-8 ; ', 'text/plain;'])(
    'takes the content type %j without what ends it',
    (contentType) => {
      const { content } = validOf(
        mail({ attachments: [{ filename: 'a', contentType, content: '' }] }),
      );

      expect(content.kind === 'mime' && content.attachments[0]?.contentType).toBe(
        contentType.replace(/ ?; ?$/, ''),
      );
    },
  );

  it.each(['text/plain;;', 'text/plain; charset', ';', 'text/plain; ;'])(
    'refuses the content type %j',
    (contentType) => {
      expect(
        reasonsFor(mail({ attachments: [{ filename: 'a', contentType, content: '' }] })),
      ).toEqual([expect.stringContaining('is not a content type')]);
    },
  );

  it.each([
    ['text/calendar; method=REQUEST', true],
    ['text/calendar; charset=utf-8; method=REQUEST', true],
    ['TEXT/CALENDAR;METHOD=reply;', true],
    ['text/calendar', false],
    ['text/calendar; charset=utf-8', false],
    ['text/plain; method=REQUEST', false],
    ['text/calendar; x-method=REQUEST', false],
  ])('an attachment of %j is an invitation: %j', (contentType, isInvitation) => {
    const { content } = validOf(
      mail({ attachments: [{ filename: 'a.ics', contentType, content: '' }] }),
    );

    expect(content.kind === 'mime' && content.attachments[0]?.isInvitation).toBe(isInvitation);
  });
});
