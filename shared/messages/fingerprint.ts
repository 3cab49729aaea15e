import { createHash } from 'node:crypto';
import { rebuiltAlike } from '../email/rebuilt-alike.ts';
import type { Address, Attachment, Content, ValidMessage } from '../email/valid-message.ts';
import type { MailTemplate } from '../ses-api/ports.ts';

/**
 * Length of a fingerprint; bytes. With 128 bits no two messages under one id share it by chance.
 */
const fingerprintBytes = 16;

/**
 * Fingerprint of a message's mail. It is the same for the same mail, whatever queue, payload or
 * batch it comes in and in whatever order its fields are written.
 *
 * It covers what a recipient gets: sender, recipients in their order, subject, bodies, headers, and
 * attachments by their bytes or their place in S3. Stream, tags, `sendAfter` and `expiresAt` are
 * left out: they say how and when the mail goes. Of a raw mail with a header `X-Idempotency-Key`,
 * what a program writes anew at each attempt is left out, too.
 */
export const fingerprintOf = ({
  from,
  replyTo,
  recipients,
  shown,
  content,
}: Pick<ValidMessage, 'from' | 'replyTo' | 'recipients' | 'shown' | 'content'>): string => {
  const fields = [
    from?.header ?? null,
    headersOf(replyTo),
    recipients.map(({ role, header }) => [role, header]),
    ...[headersOf(shown.to), headersOf(shown.cc)],
    content.kind,
    contentFields(content),
  ];
  return createHash('sha256')
    .update(JSON.stringify(fields))
    .digest()
    .subarray(0, fingerprintBytes)
    .toString('base64url');
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
};

const headersOf = (addresses: readonly Address[]): readonly string[] =>
  addresses.map(({ header }) => header);

/**
 * Digest of a long text. Writing the text itself as JSON would take longer than everything else.
 */
const digestOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('base64url');

const optionalDigest = (text: string | undefined): string | null =>
  text === undefined ? null : digestOf(text);

const attachmentFields = (attachments: readonly Attachment[]): readonly unknown[] =>
  attachments.map(({ filename, contentType, contentId, source }) => [
    ...[filename, contentType, contentId ?? null],
    ...(source.kind === 's3' ? [source.bucket, source.key] : [digestOf(source.base64)]),
  ]);

/** A stored template by its name; no name is a list. */
const templateFields = (template: MailTemplate): unknown =>
  template.kind === 'stored'
    ? template.name
    : [template.subject, optionalDigest(template.text), optionalDigest(template.html)];

const contentFields = (content: Content): readonly unknown[] => {
  switch (content.kind) {
    case 'mime':
      return [
        ...[content.subject, optionalDigest(content.text), optionalDigest(content.html)],
        attachmentFields(content.attachments),
        sorted(content.headers),
      ];
    case 'template':
      return [
        ...[templateFields(content.template), sorted(JSON.parse(content.data))],
        // Absent without headers or attachments, as in the fingerprints of earlier versions.
        ...(Object.keys(content.headers).length === 0 ? [] : [sorted(content.headers)]),
        ...(content.attachments.length === 0
          ? []
          : [{ attachments: attachmentFields(content.attachments) }]),
      ];
    case 'raw':
      return [digestOf(content.isKeyed ? rebuiltAlike(content.mime) : content.mime)];
    default:
      return content satisfies never;
  }
};
