import type { FetchObject } from '../messages/queue-ports.ts';
import { messageLimits } from './message-limits.ts';
import { tooLarge } from './message-rules.ts';
import { fitsInto, inMime } from './mime-size.ts';
import { type MayRead, ownPlace } from './object-prefixes.ts';
import type { Attachment } from './valid-message.ts';

export type ResolvedAttachments =
  /** In the order of the attachments. */
  | { readonly kind: 'resolved'; readonly bytes: readonly Uint8Array[] }
  /**
   * Each reason says which object is of no use by the attachment's place, or that all of them are
   * too much.
   */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** They fit into a mail, and not into the memory that is left for this one. */
  | { readonly kind: 'no-memory' };

/** The reasons given when an object that a message names cannot be used. */
export const noObject =
  'there is no such object, or the sender may not read it; upload it before the message is enqueued';
export const foreignObject = 'the object is not one of this tenant';
const objectTooLarge =
  'the object is bigger than any mail that SES takes; link to large files instead';

/** Why the object of a message cannot be used. */
export const payloadTooLarge =
  'the object is bigger than 16 MiB; put the large files of the mail into S3 by themselves and name them as attachments';

/**
 * The bytes of every attachment: decoded, or fetched from S3, one after the other and only while
 * the mail, and the memory for it, have room for them.
 *
 * @throws what `fetchObject` throws when S3 cannot be reached; the message then stays where it is
 */
export const resolveAttachments = async (
  attachments: readonly Attachment[],
  fetchObject: FetchObject,
  { tenantId, mayRead, roomBytes }: AttachmentContext,
): Promise<ResolvedAttachments> => {
  const fetch = fetchOnce(fetchObject);
  const bytes: Uint8Array[] = [];
  const reasons: string[] = [];
  let mailRoom: number = messageLimits.mimeBytes;
  let memoryRoom = roomBytes;
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
    if (content === 'no-room')
      return memoryRoom < mailRoom
        ? { kind: 'no-memory' }
        : { kind: 'refused', reasons: [...reasons, tooLarge] };
    if (content === 'too-large') reasons.push(`attachments[${index}].s3: ${objectTooLarge}`);
    else if (content === undefined) reasons.push(`attachments[${index}].s3: ${noObject}`);
    else {
      bytes.push(content);
      mailRoom -= inMime(content.byteLength);
      if (source.kind !== 'inline') memoryRoom -= inMime(content.byteLength);
    }
  }
  return reasons.length === 0 ? { kind: 'resolved', bytes } : { kind: 'refused', reasons };
};

/** Fetches each object once, however often the message names it. */
const fetchOnce = (fetchObject: FetchObject): FetchObject => {
  const fetched = new Map<string, Uint8Array | 'too-large' | undefined>();
  return async (bucket, key, roomBytes) => {
    const name = `${bucket}/${key}`;
    const known = fetched.get(name);
    if (known instanceof Uint8Array && known.byteLength > (roomBytes ?? Infinity)) return 'no-room';
    if (fetched.has(name)) return known;
    const object = await fetchObject(bucket, key, roomBytes);
    if (object !== 'no-room') fetched.set(name, object);
    return object;
  };
};

/** What attachments are resolved for. */
export interface AttachmentContext {
  readonly tenantId: string;
  readonly mayRead: MayRead;
  /** Bytes of MIME that what is fetched may come to; more is for another run. */
  readonly roomBytes: number;
}
