import { invalidParameter, type Refusal } from '../wire/refusal.ts';
import type { SubmittedContent } from '../wire/submission.ts';
import { parseMailbox } from './addresses.ts';
import { checkTags } from './message-tags.ts';
import { duplicateHeader, headerValue } from './mime-headers.ts';
import type { Mail } from './read-mail.ts';

/** @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Recipients per message" */
const maxRecipients = 50;

/** Checks that need only the mail itself, without its recipients and its size. */
export const checkForm = (mail: Mail): Refusal | undefined =>
  checkTags(mail.tags) ??
  checkHeaders(mail) ??
  checkAttachments(mail) ??
  checkAddresses([...mail.senders, ...mail.replyTo]) ??
  (mail.source === undefined ? invalidParameter("Missing required header 'From'.") : undefined);

export const checkRecipients = (mail: Mail): Refusal | undefined => {
  if (mail.destinations.length === 0) return invalidParameter("Missing required header 'To'.");
  if (mail.destinations.length > maxRecipients)
    return invalidParameter(`Recipient count exceeds ${maxRecipients}.`);
  return checkAddresses(mail.destinations);
};

export const checkSize = ({ submission }: Mail): Refusal | undefined => {
  const bytes = bytesOf(submission.content);
  return bytes > submission.maxBytes
    ? invalidParameter(`Message length is more than ${submission.maxBytes} bytes long: '${bytes}'.`)
    : undefined;
};

const checkHeaders = (mail: Mail): Refusal | undefined => {
  const { content } = mail.submission;
  if (content.kind !== 'raw') return undefined;
  if (content.replyTo.length > 0)
    return invalidParameter(
      'ReplyToAddresses do not go together with a raw message here: write the header Reply-To.',
    );
  const duplicate = duplicateHeader(mail.headers);
  if (duplicate !== undefined) return invalidParameter(`Duplicate header '${duplicate}'.`);
  return headerValue(mail.headers, 'From') === undefined
    ? invalidParameter("Missing required header 'From'.")
    : undefined;
};

/**
 * Refusal of a content type that could begin another header, because it is copied into one
 * unchanged.
 */
const checkAttachments = ({ submission: { content } }: Mail): Refusal | undefined => {
  const types = content.kind === 'raw' ? [] : content.attachments.map((one) => one.contentType);
  return types.every((type) => type === undefined || /^[ -~]+$/.test(type))
    ? undefined
    : invalidParameter('The content type of an attachment must be printable ASCII.');
};

const checkAddresses = (addresses: readonly string[]): Refusal | undefined => {
  for (const address of addresses) {
    const mailbox = parseMailbox(address);
    if (mailbox.kind === 'invalid') return invalidParameter(mailbox.message);
  }
  return undefined;
};

const lengthOf = (text: string | undefined): number =>
  text === undefined ? 0 : Buffer.byteLength(text);

const bytesOf = (content: SubmittedContent): number => {
  if (content.kind === 'raw') return content.mime.length;
  const attachments = content.attachments.reduce(
    (sum, { content: bytes }) => sum + Math.ceil(bytes.length / 3) * 4,
    0,
  );
  return content.kind === 'simple'
    ? attachments +
        lengthOf(content.subject.data) +
        lengthOf(content.text?.data) +
        lengthOf(content.html?.data)
    : attachments;
};
