import { icsAttachment, pdfAttachment, pngAttachment } from './attachments.ts';
import type { Occasion } from './mail-occasion.ts';
import { welcome } from './mail-template.ts';

/** Fields of a message, which may follow or break the contract. */
export type Fields = Readonly<Record<string, unknown>>;

const senders: Readonly<Record<string, string>> = {
  default: '"Bücher & Söhne" <service@example.com>',
  acme: '"Acme Ünlimited" <hello@example.org>',
};

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const textOf = ({ words }: Occasion): string => `${words.greeting},\n\n${words.text}\n`;

const htmlOf = ({ words }: Occasion, more = ''): string =>
  `<!doctype html><html lang="${words.language === 'emoji' ? 'en' : words.language}"${words.language === 'ar' ? ' dir="rtl"' : ''}><body><p>${escapeHtml(words.greeting)},</p><p>${escapeHtml(words.text)}</p>${more}</body></html>`;

const tenantOf = ({ number }: Occasion): string => (number % 5 === 3 ? 'acme' : 'default');
const streamCycle = ['transactional', 'notifications', 'transactional', 'marketing'] as const;

/** Fields that every message has; each kind adds its own. */
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

export const ordinary = (occasion: Occasion): Fields => {
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

/**
 * Mail to one of the mailbox simulator's addresses, labelled so that each is an address of its own.
 */
export const toSimulator =
  (local: string) =>
  (occasion: Occasion): Fields => ({
    ...plain(occasion),
    to: [`${local}+${occasion.id}@simulator.amazonses.com`],
  });

export const withoutId = (occasion: Occasion): Fields => {
  const { messageId: _, ...rest } = plain(occasion);
  return rest;
};

export const invitation = (occasion: Occasion): Fields => ({
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

export const withPicture = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  html: htmlOf(occasion, '<p><img src="cid:logo" alt="" width="32" height="32"></p>'),
  attachments: [pngAttachment('標誌.png', 'logo', [occasion.number % 256, 96, 160])],
});

export const withInvoice = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  html: htmlOf(occasion),
  attachments: [pdfAttachment(occasion.words.fileName, `Invoice ${occasion.id}`)],
});

export const toSeveral = (occasion: Occasion): Fields => {
  const [cc, bcc] = occasion.others;
  return { ...plain(occasion), cc: [cc], bcc: [bcc] };
};

export const withHeaders = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  replyTo: ['"Kundendienst für Ältere" <reply@example.net>'],
  headers: { 'X-Order-Number': occasion.id, 'X-Campaign': `Frühling ${occasion.number}` },
  tags: { campaign: 'spring-2026' },
});

export const newsletter = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  stream: 'marketing',
  html: htmlOf(occasion),
  headers: {
    'List-Unsubscribe': `<https://example.com/unsubscribe/${occasion.id}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
});

/** A whole MIME message, as an SMTP server would pass it on. */
export const raw = (occasion: Occasion): Fields => {
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

export const fromTemplate = (occasion: Occasion): Fields => ({
  ...addressed(occasion),
  template: {
    name: welcome.name,
    data: { name: occasion.words.people[0]?.name ?? '', company: 'Bücher & Söhne' },
  },
});

/** A message with several mistakes, each of which must be named in the refusal. */
export const faulty = (occasion: Occasion): Fields => ({
  ...plain(occasion),
  to: ['nobody'],
  headers: { 'X-Note': 'one\r\nBcc: victim@example.com' },
  prioritty: 'high',
});

export const json = (build: (occasion: Occasion) => Fields) => (occasion: Occasion) =>
  JSON.stringify(build(occasion));

/** A body that is cut off. */
export const broken = (occasion: Occasion): string => json(plain)(occasion).slice(0, -20);
