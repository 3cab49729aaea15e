import type { FetchObject } from '../messages/queue-ports.ts';
import { largerThan } from './largest-mail.ts';
import { fitsInto, inMime } from './mime-size.ts';
import { type MayRead, ownPlace } from './object-prefixes.ts';
import type { Attachment } from './valid-message.ts';

export type ResolvedAttachments =
  /** In the order of the attachments. */
  | { readonly kind: 'resolved'; readonly bytes: readonly Uint8Array[] }
  /**
   * Each reason names the attachment whose object is unusable, or says that all together are too
   * large.
   */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** They fit into a mail, but not into the memory left. */
  | { readonly kind: 'no-memory' };

/** Reasons for an object that a message names and that is unusable. */
export const noObject =
  'there is no such object, or the sender may not read it; upload it before the message is enqueued';
export const foreignObject = 'the object is not one of this tenant';
const objectTooLarge =
  'the object is bigger than any mail that SES takes; link to large files instead';

/** Reason for a message's object that is too large. */
export const payloadTooLarge =
  'the object is bigger than 16 MiB; put the large files of the mail into S3 by themselves and name them as attachments';

/**
 * Resolves the bytes of every attachment: decodes them, or fetches them from S3, one after the
 * other and only while the mail and its memory have room.
 *
 * @throws what `fetchObject` throws when S3 cannot be reached; the message then stays in its queue
 */
export const resolveAttachments = async (
  attachments: readonly Attachment[],
  fetchObject: FetchObject,
  { tenantId, mayRead, limitBytes, roomBytes }: AttachmentContext,
): Promise<ResolvedAttachments> => {
  const fetch = fetchOnce(fetchObject);
  const bytes: Uint8Array[] = [];
  const reasons: string[] = [];
  let mailRoom = limitBytes;
  let memoryRoom = roomBytes;
  /** They come to more than the mail may have, with what is read of them and these bytes. */
  const tooLarge = (bytes: number): ResolvedAttachments => ({
    kind: 'refused',
    reasons: [...reasons, largerThan(limitBytes, limitBytes - mailRoom + bytes, 'at least')],
  });
  for (const [index, { source }] of attachments.entries()) {
    if (source.kind !== 'inline' && !mayRead(tenantId, 'attachment', source)) {
      const place = ownPlace(tenantId, 'attachment');
      reasons.push(`attachments[${index}].s3: ${foreignObject}; put it under ${place}`);
      continue;
    }
    const content =
      source.kind === 'inline'
        ? Buffer.from(source.base64, 'base64')
        : await fetch(source.bucket, source.key, fitsInto(Math.min(mailRoom, memoryRoom)));
    if (content === 'too-large') reasons.push(`attachments[${index}].s3: ${objectTooLarge}`);
    else if (content === undefined) reasons.push(`attachments[${index}].s3: ${noObject}`);
    else if (!(content instanceof Uint8Array))
      return memoryRoom < mailRoom ? { kind: 'no-memory' } : tooLarge(inMime(content.bytes));
    else {
      bytes.push(content);
      mailRoom -= inMime(content.byteLength);
      if (source.kind !== 'inline') memoryRoom -= inMime(content.byteLength);
    }
  }
  if (mailRoom < 0) return tooLarge(0);
  return reasons.length === 0 ? { kind: 'resolved', bytes } : { kind: 'refused', reasons };
};

/** Fetches each object once, however often the message names it. */
const fetchOnce = (fetchObject: FetchObject): FetchObject => {
  const fetched = new Map<string, Uint8Array | 'too-large' | undefined>();
  return async (bucket, key, roomBytes) => {
    const name = `${bucket}/${key}`;
    const known = fetched.get(name);
    if (known instanceof Uint8Array && known.byteLength > (roomBytes ?? Infinity))
      return { kind: 'no-room', bytes: known.byteLength };
    if (fetched.has(name)) return known;
    const object = await fetchObject(bucket, key, roomBytes);
    if (isRead(object)) fetched.set(name, object);
    return object;
  };
};

/** Whether asking once more would give the same. */
const isRead = (
  object: Awaited<ReturnType<FetchObject>>,
): object is Uint8Array | 'too-large' | undefined =>
  object instanceof Uint8Array || object === 'too-large' || object === undefined;

/** Whose attachments are resolved, and within what limits. */
export interface AttachmentContext {
  readonly tenantId: string;
  readonly mayRead: MayRead;
  /** Most bytes of the whole mail. */
  readonly limitBytes: number;
  /**
   * Most bytes of MIME that fetched attachments may take; what goes beyond is left to another run.
   */
  readonly roomBytes: number;
}
