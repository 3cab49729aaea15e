import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unused } from '../../../shared/budgets/budget-use.ts';
import { utcDay } from '../../../shared/budgets/calendar.ts';
import { noFacts, type SenderFacts } from '../../../shared/checking/check-facts.ts';
import { checkRules, lineOf } from '../../../shared/checking/mail-finding.ts';
import { cannotTell, known } from '../../../shared/following/path-facts.ts';
import { contractMessage } from '../email/contract-messages.ts';
import {
  base64,
  mail,
  mailWithout,
  newYear2030,
  onTransactionalQueue,
  reasonsFor,
  validate,
} from '../email/message-builder.ts';
import { check, goodFacts } from './check-world.ts';

type Facts = Parameters<typeof check>[1];

const marketing = (changes: Readonly<Record<string, unknown>> = {}) =>
  mail({ stream: 'marketing', ...changes });

const raw = (header: string) => ({
  ...{ from: 'shop@example.com', to: ['jane@example.org'] },
  raw: base64(`${header}\r\nSubject: Hi\r\n\r\nHello\r\n`),
});

const sender = (changes: Partial<SenderFacts> = {}) =>
  known([
    {
      ...({ field: 'from', address: 'shop@example.com', isShown: true, isVerified: true } as const),
      alignment: { isDkimAligned: true, isSpfAligned: false },
      ...changes,
    },
  ]);

const pause = { by: 'operator', since: newYear2030, why: 'an incident' } as const;
const usedUp = known({ ...unused, day: utcDay(newYear2030), dayUsed: 10 });
const perDay = (over?: 'refuse') =>
  known({ budget: { perDay: 10, ...(over === undefined ? {} : { over }) } });
const suppressed = (...addresses: readonly string[]) => known(new Set(addresses));
const three = mail({ to: ['jane@example.org', 'Ann <ANN@example.org>'], bcc: ['bob@example.org'] });
const megabytes = (count: number) => known(count * 1024 * 1024);
const oneClick = {
  'List-Unsubscribe': '<mailto:leave@example.com>, <https://example.com/leave/1>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
};
const adds = (...streams: readonly ('marketing' | 'notifications')[]) => known(new Set(streams));

describe('checkMail', () => {
  it.each<[string, Readonly<Record<string, unknown>>, Facts, readonly string[]]>([
    ['a small mail', mail(), {}, []],
    [
      'a broken contract',
      mailWithout(['subject', 'to']),
      {},
      ['error contract to', 'error contract subject'],
    ],
    [
      'a mail in S3',
      { payload: { s3: { bucket: 'payloads', key: 'a' } } },
      {},
      ['unknown contract payload'],
    ],
    [
      'a refusal of the door',
      mail(),
      { refusals: ['from: is not yours; use another'] },
      ['error door from'],
    ],
    [
      'a sender that is not allowed',
      mail(),
      { settings: known({ allowedSenders: ['example.net'] }) },
      ['error settings from'],
    ],
    [
      'a subject that is refused',
      mail(),
      { settings: known({ refusedSubjects: ['*order*'] }) },
      ['error settings subject'],
    ],
    ['no sender at all', mailWithout(['from']), {}, ['error settings from']],
    [
      'the sender of its settings',
      mailWithout(['from']),
      { settings: known({ from: 'a@example.com' }) },
      [],
    ],
    ['unknown settings', mail(), { settings: cannotTell('x') }, ['unknown settings from']],
    [
      'one suppressed recipient',
      three,
      { suppressed: suppressed('ann@example.org') },
      ['warning suppressions to[1]'],
    ],
    [
      'two suppressed recipients',
      three,
      { suppressed: suppressed('ann@example.org', 'bob@example.org') },
      ['warning suppressions to[1]'],
    ],
    [
      'all suppressed recipients',
      mail(),
      { suppressed: suppressed('jane@example.org') },
      ['error suppressions to[0]'],
    ],
    [
      'a suppressed blind copy',
      three,
      { suppressed: suppressed('bob@example.org') },
      ['warning suppressions bcc[0]'],
    ],
    ['unknown suppressions', mail(), { suppressed: cannotTell('x') }, ['unknown suppressions to']],
    ['a verified, aligned sender', mail(), { senders: sender() }, []],
    [
      'a sender without identity',
      mail(),
      { senders: sender({ isVerified: false }) },
      ['error identity from'],
    ],
    ['an unknown identity', mail(), { senders: cannotTell('x') }, ['unknown identity from']],
    [
      'an unaligned sender',
      mail(),
      { senders: sender({ alignment: { isDkimAligned: false, isSpfAligned: false } }) },
      ['warning alignment from'],
    ],
    [
      'a sender aligned by SPF',
      mail(),
      { senders: sender({ alignment: { isDkimAligned: false, isSpfAligned: true } }) },
      [],
    ],
    [
      'an unaligned envelope that nobody sees',
      mail(),
      {
        senders: sender({
          isShown: false,
          alignment: { isDkimAligned: false, isSpfAligned: false },
        }),
      },
      [],
    ],
    [
      'an unknown alignment',
      mail(),
      { senders: sender({ alignment: undefined }) },
      ['unknown alignment from'],
    ],
    ['a pause', mail(), { pause: known(pause) }, ['warning pause stream']],
    ['an unknown pause', mail(), { pause: cannotTell('x') }, ['unknown pause stream']],
    ['a budget with room', mail(), { settings: perDay() }, []],
    ['a budget without room', mail(), { settings: perDay(), use: usedUp }, ['warning budget to']],
    [
      'a budget that refuses',
      mail(),
      { settings: perDay('refuse'), use: usedUp },
      ['error budget to'],
    ],
    [
      'a budget that nobody read',
      mail(),
      { settings: perDay(), use: cannotTell('x') },
      ['unknown budget to'],
    ],
    ['no budget that nobody read', mail(), { use: cannotTell('x') }, []],
    [
      'a budget without room, and nobody to count',
      mail(),
      { settings: perDay(), use: usedUp, suppressed: suppressed('jane@example.org') },
      ['error suppressions to[0]'],
    ],
    [
      'simulated recipients, which no budget counts',
      mail({ to: ['success@simulator.amazonses.com'] }),
      { settings: perDay(), use: usedUp },
      [],
    ],
    ['10 MB', mail(), { bytes: megabytes(10) }, []],
    ['a little more', mail(), { bytes: megabytes(10.1) }, ['warning size message']],
    ['40 MB', mail(), { bytes: megabytes(40) }, ['warning size message']],
    ['10 MB of 10', mail(), { bytes: megabytes(10), largestBytes: megabytes(10) }, []],
    [
      'more than the deployment takes',
      mail(),
      { bytes: megabytes(10.1), largestBytes: megabytes(10) },
      ['error size message'],
    ],
    [
      'more than SES takes',
      mail(),
      { bytes: known(Number.POSITIVE_INFINITY) },
      ['error size message'],
    ],
    ['an unknown size', mail(), { bytes: cannotTell('x') }, ['unknown size attachments']],
    ['one author', raw('From: Shop <shop@example.com>'), {}, []],
    ['two authors', raw('From: a@example.com, b@example.com'), {}, ['warning from raw']],
    ['an unreadable author', raw('From: nobody'), {}, ['warning from raw']],
    ['a free mailbox', mail(), { isFreemail: known(true) }, ['warning freemail from']],
    [
      'a free mailbox in a header',
      raw('From: a@gmail.com'),
      { isFreemail: known(true) },
      ['warning freemail raw'],
    ],
    ['unknown mailboxes', mail(), { isFreemail: cannotTell('x') }, ['unknown freemail from']],
    [
      'a bulk mail without headers',
      marketing(),
      {},
      ['warning unsubscribe headers.List-Unsubscribe'],
    ],
    [
      'notifications without headers',
      mail({ stream: 'notifications' }),
      { unsubscribed: adds('marketing') },
      ['warning unsubscribe headers.List-Unsubscribe'],
    ],
    ['a bulk mail with both headers', marketing({ headers: oneClick }), {}, []],
    [
      'headers in a raw mail',
      {
        ...raw(
          `From: a@example.com\r\nlist-unsubscribe:\r\n <https://example.com/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click`,
        ),
        stream: 'marketing',
      },
      {},
      [],
    ],
    [
      'only an address to write to',
      marketing({ headers: { 'List-Unsubscribe': '<mailto:leave@example.com>' } }),
      {},
      [
        'warning unsubscribe headers.List-Unsubscribe',
        'warning unsubscribe headers.List-Unsubscribe-Post',
      ],
    ],
    [
      'an address without brackets',
      {
        ...raw(
          'From: a@example.com\r\nList-Unsubscribe: https://example.com/1\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click',
        ),
        stream: 'marketing',
      },
      {},
      ['warning unsubscribe headers.List-Unsubscribe'],
    ],
    [
      'no second header',
      marketing({ headers: { 'List-Unsubscribe': oneClick['List-Unsubscribe'] } }),
      {},
      ['warning unsubscribe headers.List-Unsubscribe-Post'],
    ],
    [
      'another second header',
      {
        ...raw(
          'From: a@example.com\r\nList-Unsubscribe: <https://example.com/1>\r\nList-Unsubscribe-Post: yes',
        ),
        stream: 'marketing',
      },
      {},
      ['warning unsubscribe headers.List-Unsubscribe-Post'],
    ],
    [
      'headers of the pipeline',
      marketing({ text: 'To leave: {{unsubscribeUrl}}' }),
      { unsubscribed: adds('marketing') },
      [],
    ],
    [
      'headers of the pipeline without a visible link',
      marketing(),
      { unsubscribed: adds('marketing') },
      ['warning unsubscribe text'],
    ],
    [
      'headers of the pipeline for several',
      marketing({ cc: ['ann@example.org'] }),
      { unsubscribed: adds('marketing') },
      ['error unsubscribe to'],
    ],
    [
      'own headers for several',
      marketing({ headers: oneClick, cc: ['ann@example.org'] }),
      { unsubscribed: adds('marketing') },
      [],
    ],
    ['a contact list of SES', marketing({ listManagement: { contactList: 'news' } }), {}, []],
    [
      'unknown headers',
      marketing(),
      { unsubscribed: cannotTell('x') },
      ['unknown unsubscribe headers.List-Unsubscribe'],
    ],
    ['unknown headers of a reset', mail(), { unsubscribed: cannotTell('x') }, []],
  ])('judges %s', async (_, message, facts, wanted) => {
    const { valid, findings } = await check(message, facts);

    expect(findings.map(({ severity, rule, field }) => `${severity} ${rule} ${field}`)).toEqual(
      wanted,
    );
    expect(valid).toBe(wanted.every((line) => !line.startsWith('error')));
  });

  it('names every suppressed recipient, and how many there are', async () => {
    const { findings } = await check(three, {
      suppressed: suppressed('ann@example.org', 'bob@example.org'),
    });

    expect(findings[0]?.says).toBe(
      '2 of 3 recipients are suppressed and get nothing: to[1], bcc[0]',
    );
  });

  it.each([
    [
      known(20 * 1024 * 1024),
      'message: comes to 20.5 MB in all with its attachments encoded, and this deployment takes 20; link to large files instead, or raise its parameter largestMailMb',
    ],
    [
      cannotTell('x'),
      'message: comes to 20.5 of 40 MB once encoded; SES sends what is over 10 MB more slowly, and many receivers refuse it; link to large files instead',
    ],
  ])('names the size of a large mail and the limit that applies', async (largestBytes, line) => {
    const { findings } = await check(mail(), { bytes: megabytes(20.5), largestBytes });

    expect(findings.map(lineOf)).toEqual([line]);
  });

  it('says why a rule cannot be judged', async () => {
    const { findings } = await check(mail(), { pause: cannotTell('AccessDeniedException') });

    expect(findings[0]?.says).toMatch(/cannot be told: AccessDeniedException$/);
  });

  it('puts its findings into the order of the rules, whatever they are', async () => {
    const { findings } = await check(marketing(), {
      ...noFacts('x'),
      refusals: ['from: is not yours; use another'],
      ...{ bytes: cannotTell('x'), isFreemail: cannotTell('x') },
    });
    const told = findings.map(({ rule }) => checkRules.indexOf(rule));

    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.length).toBeGreaterThan(6);
  });

  it('takes no message id for a fault', async () => {
    expect((await check(mail({ messageId: null }))).valid).toBe(true);
  });

  it('reads nothing for a message that breaks the contract', async () => {
    const { findings } = await check(mailWithout(['to']), { pause: known(pause) });

    expect(findings.map(({ rule }) => rule)).toEqual(['contract']);
  });

  const written = contractMessage.map(({ message }) => message);

  const anything = fc.oneof(
    written,
    fc
      .tuple(
        written,
        fc.dictionary(
          fc.constantFrom(...Object.keys(mail()), 'headers', 'tags', 'template', 'raw', 'stream'),
          fc.jsonValue(),
          { maxKeys: 2 },
        ),
      )
      .map(([message, changes]) => ({ ...message, ...changes })),
  );

  it('finds a message valid just when the pipeline does, where nothing else is known', () =>
    fc.assert(
      fc.asyncProperty(anything, async (message) => {
        const lane = Reflect.get(message, 'stream');
        const queueLane =
          lane === 'marketing' || lane === 'notifications' ? 'bulk' : 'transactional';
        const own = { messageId: 'id-1', ...message };
        const validation = validate(own, { ...onTransactionalQueue, queueLane });
        const checked = await check(own, {
          ...noFacts('x'),
          ...{ bytes: goodFacts.bytes, isFreemail: goodFacts.isFreemail },
        });

        expect(checked.valid).toBe(validation.kind !== 'rejected');
        const reasons = reasonsFor(own, { ...onTransactionalQueue, queueLane });
        const told = checked.findings.map((finding) =>
          lineOf(finding).replace(/; correct it$/, ''),
        );
        if (!checked.valid)
          expect(told).toEqual(reasons.map((one) => one.replace(/; correct it$/, '')));
      }),
    ));
});
