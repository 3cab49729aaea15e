import type { FetchObject } from '../ports.ts';
import type { Attachment } from './valid-message.ts';

export type ResolvedAttachments =
  /** In the order of the attachments. */
  | { readonly kind: 'resolved'; readonly bytes: readonly Uint8Array[] }
  /** Each reason says which object is missing by the attachment's place. */
  | { readonly kind: 'missing'; readonly reasons: readonly string[] };

/** The reasons given when an object that a message names cannot be used. */
export const noObject =
  'there is no such object, or the sender may not read it; upload it before the message is enqueued';
export const objectTooLarge =
  'the object is bigger than any mail that SES takes; link to large files instead';

/**
 * The bytes of every attachment: decoded, or fetched from S3.
 *
 * @throws what `fetchObject` throws when S3 cannot be reached; the message then stays where it is
 */
export const resolveAttachments = async (
  attachments: readonly Attachment[],
  fetchObject: FetchObject,
): Promise<ResolvedAttachments> => {
  const bytes = await Promise.all(
    attachments.map(({ source }) =>
      source.kind === 'inline'
        ? Buffer.from(source.base64, 'base64')
        : fetchObject(source.bucket, source.key),
    ),
  );
  const found = bytes.filter((content) => content !== undefined && content !== 'too-large');
  if (found.length === bytes.length) return { kind: 'resolved', bytes: found };
  return {
    kind: 'missing',
    reasons: bytes.flatMap((content, index) => {
      if (content === 'too-large') return [`attachments[${index}].s3: ${objectTooLarge}`];
      if (content === undefined) return [`attachments[${index}].s3: ${noObject}`];
      return [];
    }),
  };
};
