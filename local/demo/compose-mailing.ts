import type { Random } from '../../shared/system/ports.ts';
import { icsAttachment, pdfAttachment, pngAttachment } from './attachments.ts';
import { type Person, type Phrases, phrases, recipientDomains } from './phrases.ts';
import { type QueuedMessage, queueByStream } from './queued-message.ts';
import { seededRandom } from './seeded-random.ts';

/** What a mailing is made of; the same options give the same mailing. */
export interface MailingOptions {
  /** Messages to put, copies and follow-ups included. */
  readonly count: number;
  readonly seed: number;
  /** Begins every message id, so that two mailings do not share one; of `A-Z a-z 0-9 _ . @ -`. */
  readonly run: string;
  /** Epoch milliseconds; invitations are for the day after. */
  readonly nowMs: number;
}

/** A template that has to exist in SES before the mailing is sent. */
export interface MailTemplate {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailing {
  /** To be put at once. */
  readonly messages: readonly QueuedMessage[];
  /** To addresses that bounce in `messages`: to be put once those bounces are recorded. */
  readonly followUps: readonly QueuedMessage[];
  readonly templates: readonly MailTemplate[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What a message is made from: its number in the mailing, and a person to write to. */
interface Occasion {
  readonly number: number;
  readonly id: string;
  readonly options: MailingOptions;
  readonly words: Phrases;
  readonly recipient: string;
  readonly others: readonly string[];
}

const welcome: MailTemplate = {
  name: 'welcome',
  subject: 'Welcome, {{name}}',
  text: 'Hello {{name}}, your account at {{company}} is ready.',
  html: '<p>Hello <b>{{name}}</b>, your account at {{company}} is ready.</p>',
};

const senders: Readonly<Record<string, string>> = {
  default: '"Bücher & Söhne" <service@example.com>',
  acme: '"Acme Ünlimited" <hello@example.org>',
};

const quoted = (name: string): string => `"${name.replaceAll(/["\\]/g, '\\$&')}"`;

const mailbox = ({ name, local }: Person, number: number, domain: string): string =>
  `${quoted(name)} <${local}${number}@${domain}>`;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const textOf = ({ words }: Occasion): string => `${words.greeting},\n\n${words.text}\n`;

const htmlOf = ({ words }: Occasion, more = ''): string =>
  `<!doctype html><html lang="${words.language === 'emoji' ? 'en' : words.language}"${words.language === 'ar' ? ' dir="rtl"' : ''}><body><p>${escapeHtml(words.greeting)},</p><p>${escapeHtml(words.text)}</p>${more}</body></html>`;

const tenantOf = ({ number }: Occasion): string => (number % 5 === 3 ? 'acme' : 'default');
const streamCycle = ['transactional', 'notifications', 'transactional', 'marketing'] as const;

/** What every message has; the rest is what makes it special. */
const addressed = (occasion: Occasion): Fields => {
  const tenantId = tenantOf(occasion);
  return {
    messageId: occasion.id,
    ...(tenantId === 'default' ? {} : { tenantId }),
    stream: streamCycle[occasion.number % streamCycle.length],
    from: senders[tenantId],
    to: [occasion.recipient],
  };
};

const plain = (occasion: Occasion): Fields => ({
  ...addressed(occasion),
  subject: occasion.words.subject,
  text: textOf(occasion),
});

const ordinary = (occasion: Occasion): Fields => {
  const { text, ...rest } = plain(occasion);
  switch (occasion.number % 3) {
    case 0:
      return { ...rest, text };
    case 1:
      return { ...rest, html: htmlOf(occasion) };
    default:
      return { ...rest, text, html: htmlOf(occasion) };
  }
};

/** Mail to one of the mailbox simulator's addresses, labelled so that each is an address of its own. */
const toSimulator =
  (local: string) =>
  (occasion: Occasion): Fields => ({
    ...plain(occasion),
    to: [`${local}+${occasion.id}@simulator.amazonses.com`],
  });

const withoutId = (occasion: Occasion): Fields => {
  const { messageId: _, ...rest } = plain(occasion);
  return rest;
};

const invitation = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  attachments: [
    icsAttachment(
      'приглашение.ics',
      `${occasion.id}@example.com`,
      occasion.words.subject,
      occasion.options.nowMs + 86_400_000,
    ),
  ],
});

const withPicture = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  html: htmlOf(occasion, '<p><img src="cid:logo" alt="" width="32" height="32"></p>'),
  attachments: [pngAttachment('標誌.png', 'logo', [occasion.number % 256, 96, 160])],
});

const withInvoice = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  html: htmlOf(occasion),
  attachments: [pdfAttachment(occasion.words.fileName, `Invoice ${occasion.id}`)],
});

const toSeveral = (occasion: Occasion): Fields => {
  const [cc, bcc] = occasion.others;
  return { ...plain(occasion), cc: [cc], bcc: [bcc] };
};

const withHeaders = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  replyTo: ['"Kundendienst für Ältere" <reply@example.net>'],
  headers: { 'X-Order-Number': occasion.id, 'X-Campaign': `Frühling ${occasion.number}` },
  tags: { campaign: 'spring-2026' },
});

const newsletter = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  stream: 'marketing',
  html: htmlOf(occasion),
  headers: {
    'List-Unsubscribe': `<https://example.com/unsubscribe/${occasion.id}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
});

/** A whole MIME message, as a door for SMTP would hand it on. */
const raw = (occasion: Occasion): Fields => {
  const lines = [
    'From: service@example.com',
    'To: undisclosed-recipients:;',
    'Subject: Nightly report',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(textOf(occasion)).toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
    '',
  ];
  return { ...addressed(occasion), raw: Buffer.from(lines.join('\r\n')).toString('base64') };
};

const fromTemplate = (occasion: Occasion): Fields => ({
  ...addressed(occasion),
  template: {
    name: welcome.name,
    data: { name: occasion.words.people[0]?.name ?? '', company: 'Bücher & Söhne' },
  },
});

/** Several things wrong at once: each has to be named in the refusal. */
const faulty = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  to: ['nobody'],
  headers: { 'X-Note': 'one\r\nBcc: victim@example.com' },
  prioritty: 'high',
});

const json = (build: (occasion: Occasion) => Fields) => (occasion: Occasion) =>
  JSON.stringify(build(occasion));

/** A body that stops half-way. */
const broken = (occasion: Occasion): string => json(plain)(occasion).slice(0, -20);

/** What there is besides ordinary mail, most telling first, and how many of it in a mailing of 200. */
const specialities: readonly {
  readonly per200: number;
  readonly build: (occasion: Occasion) => string;
}[] = [
  { per200: 1, build: broken },
  { per200: 2, build: json(toSimulator('complaint')) },
  { per200: 1, build: json(faulty) },
  { per200: 3, build: json(withInvoice) },
  { per200: 3, build: json(toSimulator('success')) },
  { per200: 2, build: json(toSimulator('suppressionlist')) },
  { per200: 2, build: json(toSimulator('ooto')) },
  { per200: 4, build: json(fromTemplate) },
  { per200: 5, build: json(toSeveral) },
  { per200: 4, build: json(withPicture) },
  { per200: 3, build: json(invitation) },
  { per200: 5, build: json(withHeaders) },
  { per200: 6, build: json(withoutId) },
  { per200: 4, build: json(newsletter) },
  { per200: 2, build: json(raw) },
];
const bouncesPer200 = 4;
const followUpsPer200 = 2;
const copiesPer200 = 6;

const share = (per200: number, count: number): number =>
  Math.max(1, Math.round((per200 * count) / 200));

/** How many of each kind; the first kinds come first when there is not room for all. */
const planMix = (count: number) => {
  let room = count;
  const take = (wanted: number): number => {
    const taken = Math.min(wanted, room);
    room -= taken;
    return taken;
  };
  const bounces = take(share(bouncesPer200, count));
  const followUps = take(Math.min(share(followUpsPer200, count), bounces));
  // One ordinary message at least, for a copy to be a copy of.
  const originals = take(1);
  const copies = take(share(copiesPer200, count));
  const special = specialities.flatMap(({ per200, build }) =>
    Array.from({ length: take(share(per200, count)) }, () => build),
  );
  return { bounces, followUps, copies, special, ordinary: originals + room };
};

const fallback: Person = { name: 'Ada Lovelace', local: 'ada.lovelace' };

const pick = <T>(items: readonly T[], random: Random): T | undefined =>
  items[Math.floor(random() * items.length)];

const drawOccasions = (options: MailingOptions, random: Random): (() => Occasion) => {
  let number = 0;
  const english = phrases.slice(0, 1);
  return () => {
    number += 1;
    const words = pick(phrases, random) ?? english[0];
    if (words === undefined) throw new Error('There are no phrases to write a mailing with.');
    const address = (digit: number, people: readonly Person[]): string =>
      mailbox(
        pick(people, random) ?? fallback,
        number * 10 + digit,
        pick(recipientDomains, random) ?? 'example.com',
      );
    return {
      number,
      id: `${options.run}-${String(number).padStart(4, '0')}`,
      options,
      words,
      recipient: address(0, words.people),
      others: [1, 2].map((digit) => address(digit, pick(phrases, random)?.people ?? words.people)),
    };
  };
};

/** A message and when in the mailing it is put, from 0 to 1. */
interface Placed {
  readonly body: string;
  readonly at: number;
}

/**
 * Copies come a good while after their originals, as from a client that waited for an answer in vain; one original is put three times
 * where there is more than one copy.
 */
const placeCopies = (
  originals: readonly string[],
  copies: number,
  random: Random,
): readonly Placed[] => {
  const distinct = originals.slice(0, Math.max(1, copies - 1));
  const again = Array.from(
    { length: copies },
    (_, index) => distinct[index % distinct.length] ?? '',
  ).filter((body) => body !== '');
  return [
    ...distinct.map((body) => ({ body, at: random() * 0.4 })),
    ...again.map((body) => ({ body, at: 0.6 + random() * 0.4 })),
  ];
};

/**
 * Writes a mailing such as a shop might send: two tenants, three streams, a dozen languages, attachments, templates, copies and mistakes.
 *
 * Recipients are at domains reserved for examples, or at SES's mailbox simulator, so that it may be sent from any account.
 */
export const composeMailing = (options: MailingOptions): Mailing => {
  const random = seededRandom(options.seed);
  const next = drawOccasions(options, random);
  const mix = planMix(options.count);
  const bouncing = Array.from({ length: mix.bounces }, () => toSimulator('bounce')(next()));
  const special = mix.special.map((build) => build(next()));
  const usual = Array.from({ length: mix.ordinary }, () => JSON.stringify(ordinary(next())));
  const repeated = usual.slice(0, Math.max(1, mix.copies - 1));
  const messages: readonly Placed[] = [
    ...[
      ...bouncing.map((fields) => JSON.stringify(fields)),
      ...special,
      ...usual.slice(repeated.length),
    ].map((body) => ({
      body,
      at: random(),
    })),
    ...placeCopies(repeated, mix.copies, random),
  ];
  const followUps = bouncing
    .slice(0, mix.followUps)
    .map((bounced) => JSON.stringify({ ...bounced, messageId: next().id }));
  return {
    messages: messages.toSorted((a, b) => a.at - b.at).map(({ body }) => queueByStream(body)),
    followUps: followUps.map(queueByStream),
    templates: [welcome],
  };
};
