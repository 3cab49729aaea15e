import { describe, expect, it } from '@jest/globals';
import { tooLarge } from '../../../shared/email/largest-mail.ts';
import { messageRules, type RuleInput } from '../../../shared/email/message-rules.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { newYear2030 } from './message-builder.ts';

const plain = { from: 'a@example.com', to: ['b@example.org'], subject: 's', text: 't' };

/** The reasons for a message whose parts are all sound. */
const reasonsOf = (
  changes: Readonly<Record<string, unknown>>,
  context: Partial<Pick<RuleInput, 'queueLane' | 'sound'>> = {},
): readonly string[] => {
  const given = { ...plain, ...changes };
  const sound = JSON.parse(JSON.stringify(given));
  return messageRules({
    sound,
    given: JSON.parse(JSON.stringify(given)),
    streams: basicStreams,
    queueLane: 'transactional',
    nowMs: newYear2030,
    ...context,
  });
};

const without = (...fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, undefined]));
const list = (count: number) => Array.from({ length: count }, (_, index) => `a${index}@x.org`);
const days = (count: number) => new Date(newYear2030 + count * 86_400_000).toISOString();
const starting = (...starts: readonly string[]) =>
  starts.map((start) => expect.stringMatching(new RegExp(`^${start.replace(/[[\]]/g, '\\$&')}`)));

describe('messageRules', () => {
  it.each([
    ['a plain message', {}],
    ['html in place of text', { ...without('text'), html: '' }],
    ['an empty subject and text', { subject: '', text: '' }],
    ['a template', { ...without('subject', 'text'), template: { name: 'T', data: {} } }],
    ['a raw message', { ...without('subject', 'text'), raw: 'AAAA' }],
    ['50 recipients', { to: list(20), cc: list(20), bcc: list(10) }],
    ['a recipient in cc alone', { ...without('to'), cc: list(1) }],
    ['a recipient in bcc alone', { ...without('to'), bcc: list(1) }],
    ['an attachment in the message', { attachments: [{ content: '' }] }],
    ['one in S3', { attachments: [{ s3: { bucket: 'b', key: 'k' } }] }],
    [
      'two content ids',
      {
        attachments: [
          { content: '', contentId: 'a' },
          { content: '', contentId: 'b' },
        ],
      },
    ],
    ['13 days ahead', { sendAfter: days(13) }],
    ['an end after its beginning', { sendAfter: days(1), expiresAt: days(1.00001) }],
    ['an end that has passed', { expiresAt: days(-1) }],
  ])('finds nothing wrong with %s', (_, changes) => {
    expect(reasonsOf(changes)).toEqual([]);
  });

  it.each([
    ['no content', without('subject', 'text'), ['message: has no content', 'subject: is missing']],
    ['no subject', without('subject'), ['subject: is missing']],
    ['no recipient', without('to'), ['to: there is no recipient']],
    ['no recipient in its lists', { to: [], cc: [], bcc: [] }, ['to: there is no recipient']],
    [
      '51 recipients',
      { to: list(20), cc: list(20), bcc: list(11) },
      ['to: there are more than 50'],
    ],
    ['no source', { attachments: [{}] }, ['attachments[0]: needs either content or s3']],
    [
      'two sources, in the second',
      { attachments: [{ content: '' }, { content: '', s3: {} }] },
      ['attachments[1]: needs either content or s3'],
    ],
    [
      'one content id twice',
      {
        attachments: [
          { content: '', contentId: 'a' },
          { content: '', contentId: 'a' },
        ],
      },
      ['attachments: the same contentId is used twice'],
    ],
    ['more than 13 days ahead', { sendAfter: days(13.00001) }, ['sendAfter: is more than 13 days']],
    ['an end at its beginning', { sendAfter: days(1), expiresAt: days(1) }, ['expiresAt: is not']],
  ])('refuses %s', (_, changes, starts) => {
    expect(reasonsOf(changes)).toEqual(starting(...starts));
  });

  const contents = { template: { name: 'T', data: {} }, raw: 'AAAA' };

  it.each([
    ...['subject', 'text', 'html', 'raw'].map((field) => ['template', field] as const),
    ...['subject', 'text', 'html', 'attachments', 'headers', 'replyTo'].map(
      (field) => ['raw', field] as const,
    ),
  ])('refuses beside %s a field %s', (content, field) => {
    const message = { ...without('subject', 'text'), [content]: contents[content] };
    const sound = { from: plain.from, to: plain.to };

    expect(reasonsOf({ ...message, [field]: [] }, { sound })).toEqual([
      `${field}: cannot be combined with ${content}; remove one of them`,
    ]);
  });

  it('takes an address for answers beside a template', () => {
    const template = { ...without('subject', 'text'), template: contents.template };

    expect(reasonsOf({ ...template, replyTo: ['c@example.com'] })).toEqual([]);
  });

  it.each([
    ['transactional', 'transactional', []],
    ['transactional', 'notifications', ['use the other queue, or the stream transactional']],
    ['transactional', 'marketing', ['use the other queue, or the stream transactional']],
    ['bulk', 'transactional', ['use the other queue, or the stream notifications or marketing']],
    ['bulk', 'notifications', []],
    ['bulk', 'marketing', []],
  ] as const)('on the %s queue judges the stream %s', (queueLane, stream, ends) => {
    expect(reasonsOf({ stream }, { queueLane })).toEqual(
      ends.map((end) => `stream: does not belong on the ${queueLane} queue; ${end}`),
    );
  });

  it('takes 262,144 characters of data for a template, and not one more', () => {
    const template = (length: number) => ({
      ...without('subject', 'text'),
      template: { name: 'T', data: { a: 'x'.repeat(length - '{"a":""}'.length) } },
    });

    expect(reasonsOf(template(262_144))).toEqual([]);
    expect(reasonsOf(template(262_145))).toEqual(starting('template.data: is longer than 262144'));
  });

  it('takes 40 MB of text and files, and not a byte more', () => {
    const sized = (content: number, text: number, html: number) =>
      reasonsOf({
        text: 'x'.repeat(text),
        html: 'x'.repeat(html),
        attachments: [{ content: 'A'.repeat(content) }, { s3: {} }],
      });

    expect(sized(76_000, 5_000_000, 41_943_040 - 5_078_000)).toEqual([]);
    expect(sized(76_000, 5_000_000, 41_943_041 - 5_078_000)).toEqual([tooLarge]);
    expect(reasonsOf({ text: 'é'.repeat(20_971_521) })).toEqual([tooLarge]);
  });

  it('asks the rules of headers and of tags', () => {
    expect(reasonsOf({ headers: { Received: 'x' }, tags: { 'pipeline-a': 'x' } })).toEqual(
      starting('headers.Received: ', 'tags.pipeline-a: '),
    );
  });

  it('says that data nested too deeply is so', () => {
    const data: Record<string, unknown> = {};
    let inner = data;
    for (let depth = 0; depth < 100_000; depth += 1) {
      const next = {};
      inner.a = next;
      inner = next;
    }

    expect(
      messageRules({
        sound: { template: { name: 'T', data } },
        given: { to: [''], template: {} },
        streams: basicStreams,
        queueLane: 'bulk',
        nowMs: newYear2030,
      }),
    ).toEqual(['template.data: is nested too deeply; make it flatter']);
  });
});
