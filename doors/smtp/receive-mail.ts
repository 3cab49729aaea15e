import type { Readable } from 'node:stream';
import type { MailBuffer } from './mail-buffer.ts';
import { type Reply, replies } from './replies.ts';

export type Received =
  | { readonly kind: 'whole'; readonly mime: Buffer }
  | { readonly kind: 'refused'; readonly reply: Reply }
  /** The client goes on beyond all bounds: its connection has to be closed. */
  | { readonly kind: 'endless' }
  /** The connection ended before the mail did. */
  | { readonly kind: 'broken' };

export interface ReceiveOptions {
  readonly buffer: MailBuffer;
  /** Longest mail; bytes. */
  readonly mailBytes: number;
  /** A mail that is refused whatever it holds; it is read and forgotten. */
  readonly refused: Reply | undefined;
  /** Called with the size of each piece. */
  readonly onBytes: (bytes: number) => void;
}

/** A refused mail is read to its end, for the client's sake, but only up to so many times the limit. */
const readTimes = 10;

/**
 * Collects the mail of a DATA command. A mail that is too long, or for which there is no room, is
 * forgotten at once and read to its end: only then a client reads the reply.
 */
export const receiveMail = (
  stream: Readable,
  { buffer, mailBytes, refused, onBytes }: ReceiveOptions,
): Promise<Received> =>
  new Promise((resolve) => {
    let length = 0;
    let reply = refused;
    stream.on('data', (piece: Buffer) => {
      length += piece.length;
      onBytes(piece.length);
      if (length > mailBytes * readTimes) resolve({ kind: 'endless' });
      if (reply !== undefined) return;
      if (length > mailBytes) {
        buffer.free();
        reply = replies.tooLong;
      } else if (!buffer.add(piece)) reply = replies.noRoom;
    });
    stream.once('end', () =>
      resolve(
        reply === undefined
          ? { kind: 'whole', mime: buffer.content() }
          : { kind: 'refused', reply },
      ),
    );
    const broken = (): void => resolve({ kind: 'broken' });
    stream.once('error', broken);
    stream.once('close', broken);
  });
