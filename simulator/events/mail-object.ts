import { addressOf, domainOf, splitAddressList } from '../../shared/ses-api/mail/addresses.ts';
import { headerValue, type MimeHeader } from '../../shared/ses-api/mail/mime-headers.ts';
import type { Outcome } from '../sending/outcome.ts';
import { isoTime } from './iso-time.ts';
import type { MailFacts } from './mail-facts.ts';

const maxHeaderBytes = 10 * 1024;

const outgoingIp = '192.0.2.10';

/** The first 10 KB of the headers, and whether headers were cut off. */
const reportedHeaders = (
  headers: readonly MimeHeader[],
): { readonly headers: readonly MimeHeader[]; readonly isTruncated: boolean } => {
  let bytes = 0;
  const fits = headers.filter(({ name, value }) => {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value) + 4;
    return bytes < maxHeaderBytes;
  });
  return { headers: fits, isTruncated: fits.length < headers.length };
};

const addressHeader = (
  headers: readonly MimeHeader[],
  name: string,
): readonly string[] | undefined => {
  const value = headerValue(headers, name);
  return value === undefined ? undefined : splitAddressList(value);
};

/** Fields of the mail object for its headers. */
export const headerFields = (mail: MailFacts): Readonly<Record<string, unknown>> => {
  const { headers, isTruncated } = reportedHeaders(mail.headers);
  return {
    headersTruncated: isTruncated,
    headers,
    commonHeaders: {
      returnPath: headerValue(headers, 'Return-Path'),
      from: addressHeader(headers, 'From'),
      date: headerValue(headers, 'Date'),
      to: addressHeader(headers, 'To'),
      cc: addressHeader(headers, 'Cc'),
      replyTo: addressHeader(headers, 'Reply-To'),
      sender: headerValue(headers, 'Sender'),
      messageId: headerValue(headers, 'Message-ID') ?? mail.messageId,
      subject: headerValue(headers, 'Subject'),
    },
  };
};

/** Field of the mail object for its tags, including SES's own. */
export const tagsField = (
  mail: MailFacts,
  outcome: Outcome,
): Readonly<Record<string, readonly string[]>> => {
  const fromDomain = domainOf(mail.source);
  // A map, because a tag may have any name, even one that every object has as a property.
  const tags = new Map<string, readonly string[]>([
    ['ses:operation', [mail.operation]],
    ['ses:source-ip', [mail.sourceIp]],
    ['ses:caller-identity', [mail.callerIdentity]],
  ]);
  if (mail.configurationSet !== undefined)
    tags.set('ses:configuration-set', [mail.configurationSet]);
  if (mail.tenant !== undefined) tags.set('ses:tenant-name', [mail.tenant]);
  if (fromDomain !== undefined) tags.set('ses:from-domain', [fromDomain]);
  if (outcome.kind === 'delivery' || outcome.kind === 'complaint')
    tags.set('ses:outgoing-ip', [outgoingIp]);
  for (const { name, value } of mail.tags) {
    if (!name.startsWith('ses:')) tags.set(name, [...(tags.get(name) ?? []), value]);
  }
  return Object.fromEntries(tags);
};

/** Fields of the mail object that event and notification share. */
export const commonMail = (mail: MailFacts): Readonly<Record<string, unknown>> => ({
  timestamp: isoTime(mail.acceptedAtMs),
  source: mail.source,
  sourceArn: mail.sourceArn,
  sendingAccountId: mail.sendingAccountId,
  messageId: mail.messageId,
  destination: mail.destinations.map(addressOf),
});
