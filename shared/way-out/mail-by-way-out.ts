import { fieldName, type HeaderLines, putTogether, takeApart } from '../email/header-lines.ts';
import { splitMailboxes } from '../email/split-mailboxes.ts';
import type { RawMail } from '../ses-api/ports.ts';
import type { SmtpMail } from '../smtp/ports.ts';
import { messageMark } from './message-mark.ts';

/**
 * Header fields of a mail that another provider must not get: signatures of a sender that it is no
 * longer from, and the fields that are written anew.
 */
const takenOut: readonly string[] = [
  'from',
  'sender',
  'message-id',
  'return-path',
  'dkim-signature',
  'domainkey-signature',
  'arc-seal',
  'arc-message-signature',
  'arc-authentication-results',
];

/**
 * The mail of one call as another provider gets it.
 *
 * It comes from the provider's own address: the display name stays, and replies go where they went
 * before, to Reply-To or else to the From of the mail. Its Message-ID begins with {@link
 * messageMark}.
 *
 * @param from - address at the provider; undefined leaves From as it is
 */
export const mailByWayOut = (mail: RawMail, from: string | undefined): SmtpMail => {
  const [to] = mail.destinations;
  const lines = takeApart(mail.mime);
  const sender = from ?? addressIn(mail.source);
  const messageId = `${messageMark(mail)}@${sender.slice(sender.lastIndexOf('@') + 1)}`;
  const fields = [
    `Message-ID: <${messageId}>`,
    ...(from === undefined ? fieldsWithout(lines, ['message-id']) : fieldsFrom(lines, from)),
  ];
  return { from: sender, to, mime: putTogether({ ...lines, fields }), messageId };
};

const fieldsWithout = ({ fields }: HeaderLines, names: readonly string[]): readonly string[] =>
  fields.filter((field) => !names.includes(fieldName(field) ?? ''));

const fieldValue = ({ fields }: HeaderLines, name: string): string | undefined => {
  const field = fields.find((one) => fieldName(one) === name);
  const value = field?.slice(field.indexOf(':') + 1);
  return value === undefined || value.trim() === '' ? undefined : value;
};

const fieldsFrom = (lines: HeaderLines, from: string): readonly string[] => {
  const original = fieldValue(lines, 'from');
  const hasReplyTo = fieldValue(lines, 'reply-to') !== undefined;
  return [
    `From:${nameIn(original ?? '')} <${from}>`,
    ...(hasReplyTo || original === undefined ? [] : [`Reply-To:${original}`]),
    ...fieldsWithout(lines, hasReplyTo ? takenOut : [...takenOut, 'reply-to']),
  ];
};

/** Display name of a From header with one mailbox, as it is written; else empty. */
const nameIn = (value: string): string => {
  const unfolded = value.replaceAll('\r\n', '');
  if (splitMailboxes(unfolded).length !== 1) return '';
  const name = /^(.*)<[^<>]*>\s*$/s.exec(value)?.[1]?.trimEnd() ?? '';
  return name.trim() === '' ? '' : name;
};

/** Address of `name <address>`, or the text itself. */
const addressIn = (source: string): string => /<([^<>]*)>\s*$/.exec(source)?.[1] ?? source;
