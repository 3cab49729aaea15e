import { type Lane, streamFacts } from '../email/streams.ts';
import { queueAttributes } from '../messages/queue-attributes.ts';
import type { PutBack } from '../messages/queue-ports.ts';
import type { Clock } from '../system/ports.ts';
import type { FetchHeld, HeldMail, ListHeld, ReleaseHeld, RemoveHeld } from './ports.ts';

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
  const { tenantId, messageId, stream, arrivedAtMs, mark = '' } = mail;
  const s3 = await ports.storePayload(`${tenantId}/${messageId}-${arrivedAtMs}${mark}.json`, text);
  return JSON.stringify({ tenantId, messageId, stream, payload: { s3 } });
};

/**
 * Releases held mail: onto the queue first, then away with what was kept.
 *
 * A crash in between leaves both; releasing again puts a second copy on the queue, which its
 * message id makes harmless.
 *
 * A mail that cannot be released stays held, and the others go.
 *
 * @throws what was wrong with the first that stays, after all others
 */
export const releaseHeld =
  (ports: ReleasePorts): ReleaseHeld =>
  async (selection) => {
    const failures: unknown[] = [];
    /** @returns whether it was released; not when somebody else has released it */
    const releaseOne = async (mail: HeldMail, fetched: Promise<string | undefined>) => {
      const text = await fetched;
      if (text === undefined) return false;
      await ports.putBack[streamFacts[mail.stream].lane]({
        body: await bodyOf(ports, mail, text),
        attributes: {
          [queueAttributes.firstId]: mail.messageId,
          [queueAttributes.releasedCopy]: String(mail.arrivedAtMs),
        },
        untilMs: ports.clock.now(),
      });
      await ports.removeHeld(mail);
      return true;
    };
    const release = async (mails: readonly HeldMail[]): Promise<number> => {
      const fetched = mails.map((mail) => ports.fetchHeld(mail));
      // A failure is for whoever waits for that mail, and not yet for anybody.
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
      // Where none can be released, it is no fault of a single mail: the rest waits for a better
      // time.
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
