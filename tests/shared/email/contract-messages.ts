import fc from 'fast-check';
import { base64 } from './message-builder.ts';

/** Names, addresses, texts and headers over the whole of what a message may hold. */

const text = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength });
const words = fc.constantFrom(
  'Grüße aus 東京',
  'Дом, мой',
  'a  b',
  '"quoted" \\ back',
  'x'.repeat(200),
  'é'.repeat(90),
  'plain words that go on and on so that the line has to be folded somewhere, perhaps twice over',
  'שלום',
  'مرحبا بالعالم',
  '🎌 family 👩‍👩‍👧',
  '=?half',
  'e\u0301 combining',
  '(comment) <angle> [square]; semi: colon',
);
const phrase = (maxLength: number) =>
  fc.oneof(
    words,
    text(maxLength),
    fc.tuple(words, text(10)).map((parts) => parts.join(' ')),
  );
const isPrintable = (value: string): boolean => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value);
/** What a header may hold: no line break and no other control character. */
const printable = (maxLength: number) => phrase(maxLength).filter(isPrintable);

const domain = fc.constantFrom('example.org', 'exämple.org', 'a-b.example.co.uk', '例え.jp');
const local = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9]{1,8}([.+_-][a-zA-Z0-9]{1,8})?$/),
  fc.constantFrom('"jane doe"', "o'neil", 'a=b', 'x'.repeat(64), '{a}', 'a/b'),
);
const address = fc.tuple(local, domain).map((parts) => parts.join('@'));
const name = printable(60).map((one) => one.replace(/\s+/gu, ' ').trim());
const mailbox = fc.record({ name, address });

const messageId = fc
  .stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,40}@[a-z0-9.-]{1,20}$/)
  .map((id) => `<${id}>`);
const messageIds = fc.array(messageId, { minLength: 1, maxLength: 12 }).map((ids) => ids.join(' '));
const ascii = fc.stringMatching(/^[!-~]([ -~]{0,80}[!-~])?$/);
const link = fc
  .stringMatching(/^[A-Za-z0-9/?=&%._-]{1,60}$/)
  .chain((path) =>
    fc.constantFrom(0, 700).map((more) => `<https://shop.example/${path}${'x'.repeat(more)}>`),
  );

const headers = fc.record(
  {
    References: messageIds,
    'In-Reply-To': messageId,
    Supersedes: messageId,
    'Resent-Message-ID': messageId,
    'Errors-To': fc.array(mailbox, { minLength: 1, maxLength: 3 }),
    'Disposition-Notification-To': fc.array(mailbox, { minLength: 1, maxLength: 1 }),
    'Return-Receipt-To': fc.array(mailbox, { minLength: 1, maxLength: 2 }),
    'List-Unsubscribe': link,
    'List-Id': fc.constantFrom('Weekly News <news.example.com>', '<a.example.com>'),
    'Auto-Submitted': fc.constantFrom('auto-generated', 'no'),
    Precedence: fc.constantFrom('bulk', 'list'),
    'X-Priority': fc.constantFrom('1', '3 (Normal)'),
    'User-Agent': ascii,
    'Thread-Index': ascii,
    'X-Order': printable(200),
    Comments: printable(80),
    Organization: printable(40),
    'Thread-Topic': printable(120),
  },
  { requiredKeys: [] },
);

/** Mailboxes written as text, the way a header has them. */
const toList = (mailboxes: readonly { readonly name: string; readonly address: string }[]) =>
  mailboxes.map((one) => `"${one.name.replace(/["\\]/g, '\\$&')}" <${one.address}>`).join(', ');

const parameter = fc.constantFrom('', '; charset=utf-8', '; x="a; b"', '; charset="utf-8";', ';');
/** A word of characters of which some mean something in a field's parameters: RFC 2231 section 7. */
const word = fc.stringMatching(/^[\w!#$%&'*+.^`{|}~-]{1,12}$/);
const file = fc.record({
  filename: fc
    .oneof({ weight: 4, arbitrary: phrase(80) }, { weight: 1, arbitrary: word })
    .filter((one) => isPrintable(one) && one.trim() === one && one !== ''),
  contentType: fc
    .tuple(
      fc.constantFrom(
        ...['application/pdf', 'text/plain', 'text/csv', 'image/png', 'application/octet-stream'],
        ...['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'text/calendar'],
      ),
      parameter,
    )
    .map((parts) => parts.join('')),
  content: fc.uint8Array({ maxLength: 400 }).map(base64),
});
const image = fc.record({
  filename: fc.constantFrom('logo.png', 'Bild ä.png'),
  contentType: fc.constant('image/png'),
  content: fc.uint8Array({ minLength: 1, maxLength: 100 }).map(base64),
  contentId: fc.stringMatching(/^[A-Za-z0-9._@+-]{1,30}$/),
});
const invitation = fc.record({
  filename: fc.constant('invite.ics'),
  contentType: fc.constantFrom(
    'text/calendar; charset=utf-8; method=REQUEST',
    'text/calendar; method=CANCEL; charset=utf-8',
  ),
  content: fc.constant(base64('BEGIN:VCALENDAR\r\nSUMMARY:Grüße\r\nEND:VCALENDAR\r\n')),
});
const attachments = fc
  .tuple(
    fc.array(file, { maxLength: 3 }),
    fc.uniqueArray(image, { maxLength: 2, selector: ({ contentId }) => contentId }),
    fc.array(invitation, { maxLength: 1 }),
  )
  .map((lists) => lists.flat());

const lines = fc
  .array(fc.oneof(text(90), words, fc.constant('x'.repeat(1_500)), fc.constant('.')), {
    minLength: 1,
    maxLength: 12,
  })
  .chain((some) => fc.constantFrom('\n', '\r\n').map((end) => some.join(end)));

/** A message as a service writes it, with its headers of mailboxes apart. */
export const contractMessage = fc
  .record({
    from: mailbox,
    to: fc.array(mailbox, { minLength: 1, maxLength: 4 }),
    cc: fc.array(mailbox, { maxLength: 2 }),
    replyTo: fc.array(mailbox, { maxLength: 2 }),
    subject: printable(300),
    text: lines,
    html: lines.map((body) => `<p>${body}</p>`),
    attachments,
    headers,
  })
  .map(({ headers: given, ...rest }) => {
    const mailboxes = Object.fromEntries(
      Object.entries(given).flatMap(([key, value]) => (Array.isArray(value) ? [[key, value]] : [])),
    );
    const written = Object.fromEntries(
      Object.entries(given).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, Array.isArray(value) ? toList(value) : value]],
      ),
    );
    return { message: { ...rest, headers: written }, mailboxes };
  });
