import { type Lane, streamFacts } from '../email/streams.ts';
import type {
  Clock,
  FetchHeld,
  HeldMail,
  ListHeld,
  PutBack,
  ReleaseHeld,
  RemoveHeld,
} from '../ports.ts';
import { queueAttributes } from '../sending/queue-attributes.ts';

export interface ReleasePorts {
  readonly listHeld: ListHeld;
  readonly fetchHeld: FetchHeld;
  readonly removeHeld: RemoveHeld;
  readonly putBack: Readonly<Record<Lane, PutBack>>;
  /** Keeps a mail that is too big for a queue where the sender fetches it, until it is sent. */
  readonly storePayload: (
    name: string,
    text: string,
  ) => Promise<{ readonly bucket: string; readonly key: string }>;
  readonly clock: Pick<Clock, 'now'>;
}

/** SQS takes 1 MiB, attributes included. */
const queueRoomBytes = 1_048_576 - 1_024;

/** Read and forgotten together; they are put on the queue one after the other. */
const atOnce = 10;

/** What goes on the queue: the mail, or where it lies when it is too big. */
const bodyOf = async (ports: ReleasePorts, mail: HeldMail, text: string): Promise<string> => {
  if (Buffer.byteLength(text, 'utf8') <= queueRoomBytes) return text;
  const { tenantId, messageId, stream, arrivedAtMs } = mail;
  const s3 = await ports.storePayload(`${tenantId}/${messageId}-${arrivedAtMs}.json`, text);
  return JSON.stringify({ tenantId, messageId, stream, payload: { s3 } });
};

/**
 * Releases held mail: onto the queue first, then away with what was kept.
 *
 * A crash in between leaves both; releasing again puts a second copy on the queue, which its message id makes harmless.
 */
export const releaseHeld =
  (ports: ReleasePorts): ReleaseHeld =>
  async (selection) => {
    const release = async (mails: readonly HeldMail[]): Promise<number> => {
      const kept = await Promise.all(
        mails.map(async (mail) => ({ mail, text: await ports.fetchHeld(mail) })),
      );
      let released = 0;
      for (const { mail, text } of kept) {
        // Somebody else has released it.
        if (text === undefined) continue;
        await ports.putBack[streamFacts[mail.stream].lane]({
          body: await bodyOf(ports, mail, text),
          attributes: {
            [queueAttributes.firstId]: mail.messageId,
            [queueAttributes.releasedCopy]: String(mail.arrivedAtMs),
          },
          untilMs: ports.clock.now(),
        });
        await ports.removeHeld(mail);
        released += 1;
      }
      return released;
    };

    let released = 0;
    let next: HeldMail[] = [];
    for await (const mail of ports.listHeld(selection)) {
      next.push(mail);
      if (next.length < atOnce) continue;
      released += await release(next);
      next = [];
    }
    return released + (await release(next));
  };
