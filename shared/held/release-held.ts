import type { Lane, Streams } from '../email/streams.ts';
import { queueAttributes } from '../messages/queue-attributes.ts';
import type { PutBack } from '../messages/queue-ports.ts';
import type { Clock } from '../system/ports.ts';
import type {
  FetchHeld,
  HeldContent,
  HeldMail,
  ListHeld,
  ReleaseHeld,
  RemoveHeld,
} from './ports.ts';

export interface ReleasePorts {
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly listHeld: ListHeld;
  readonly fetchHeld: FetchHeld;
  readonly removeHeld: RemoveHeld;
  readonly putBack: Readonly<Record<Lane, PutBack>>;
  /** Stores a mail that is too big for a queue in the payload bucket until it is sent. */
  readonly storePayload: (
    name: string,
    text: string,
  ) => Promise<{ readonly bucket: string; readonly key: string }>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Room for the body of a message; bytes. SQS's limit is 1 MiB with attributes. */
const queueRoomBytes = 1_048_576 - 1_024;

/** Mails that are fetched together; they are put on the queue one after the other. */
const atOnce = 10;

/**
 * Releases held mail: it is put on its queue first and deleted from the bucket afterwards.
 *
 * A crash in between leaves both. Releasing again then puts a second copy on the queue, which is
 * harmless because of its message id.
 *
 * A mail that cannot be released stays held and does not stop the others.
 *
 * @throws the first failure, after all others have been released
 */
export const releaseHeld =
  (ports: ReleasePorts): ReleaseHeld =>
  async (selection) => {
    const failures: unknown[] = [];
    /** @returns whether it was released; false when somebody else had released it */
    const releaseOne = async (mail: HeldMail, fetched: Promise<HeldContent | undefined>) => {
      const content = await fetched;
      if (content === undefined) return false;
      const { text, group } = content;
      await ports.putBack[laneOf(ports.streams, mail)]({
        body: await bodyOf(ports, mail, text),
        attributes: {
          [queueAttributes.firstId]: mail.messageId,
          [queueAttributes.releasedCopy]: String(mail.arrivedAtMs),
        },
        group,
        untilMs: ports.clock.now(),
      });
      await ports.removeHeld(mail);
      return true;
    };
    const release = async (mails: readonly HeldMail[]): Promise<number> => {
      const fetched = mails.map((mail) => ports.fetchHeld(mail));
      // A failed fetch is reported when its mail's turn comes; until then it must not count as
      // unhandled.
      for (const each of fetched) each.catch(() => undefined);
      const failedBefore = failures.length;
      let released = 0;
      for (const [index, mail] of mails.entries()) {
        try {
          if (await releaseOne(mail, fetched[index] ?? ports.fetchHeld(mail))) released += 1;
        } catch (error) {
          failures.push(error);
        }
      }
      // When a whole group fails, the cause is hardly a single mail, so the rest is left for
      // another time.
      if (mails.length > 0 && failures.length - failedBefore === mails.length)
        throw failures.at(-1);
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
    released += await release(next);
    if (failures.length > 0) throw failures[0];
    return released;
  };

/** @throws Error when the mail's stream is none any more, so that its mail stays held */
const laneOf = (streams: Streams, { stream }: HeldMail): Lane => {
  const facts = streams.get(stream);
  if (facts === undefined)
    throw new Error(`Mail of the stream ${stream} stays held: the deployment has no such stream.`);
  return facts.lane;
};

/** Body for the queue: the mail, or a reference to it when it is too big. */
const bodyOf = async (ports: ReleasePorts, mail: HeldMail, text: string): Promise<string> => {
  if (Buffer.byteLength(text, 'utf8') <= queueRoomBytes) return text;
  const { tenantId, messageId, stream, arrivedAtMs, mark = '' } = mail;
  const s3 = await ports.storePayload(`${tenantId}/${messageId}-${arrivedAtMs}${mark}.json`, text);
  return JSON.stringify({ tenantId, messageId, stream, payload: { s3 } });
};
