import { messageTable } from '../../../shared/aws/messages/message-table.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { heldKey, heldPrefix, parseHeldKey } from '../../../shared/held/held-key.ts';
import { listHeldByPause } from '../../../shared/held/list-held-by-pause.ts';
import type { HeldMail, HeldSelection, ListHeld, ReleaseHeld } from '../../../shared/held/ports.ts';
import { type ReleasePorts, releaseHeld } from '../../../shared/held/release-held.ts';
import { type ReleaseUpTo, releaseUpTo } from '../../../shared/held/release-up-to.ts';
import type { PutBack } from '../../../shared/messages/queue-ports.ts';
import { directDocuments } from '../models/dynamodb/documents.ts';
import type { Queue } from '../models/queue.ts';
import { subjectOfKey } from './message-ports.ts';
import { recordOf } from './record-of.ts';
import type { World } from './world.ts';

/**
 * Releases held mail: the real rule over this world, on a machine that does not die.
 *
 * @param by - a person, who accepts that a mail may be sent twice; or the end of a pause or room in a
 * budget, which may not cause that
 */
export const releaserOf = (world: World, by: ReleasedBy): ReleaseHeld =>
  releaseHeld(releasePortsOf(world, by));

/** Releases at most so many held mails, without mail of unknown outcome. */
export const boundedReleaserOf = (world: World): ReleaseUpTo =>
  releaseUpTo(releasePortsOf(world, 'room in a budget'));

type ReleasedBy = 'person' | 'end of a pause' | 'room in a budget';

const releasePortsOf = (world: World, by: ReleasedBy): ReleasePorts => {
  const { timeline, journal, held, queues, audits, database, mutationPoints } = world;
  const putBackOn =
    (queue: Queue): PutBack =>
    async ({ body, attributes }) => {
      await timeline.sleep(10);
      queue.send(body, attributes);
    };
  const all: ListHeld = (selection) => listed(world, selection);
  const { findProgress } = messageTable(directDocuments(database), 'messages', timeline.now);
  return {
    streams: basicStreams,
    listHeld:
      by === 'person'
        ? all
        : mutationPoints.heldByPause(
            listHeldByPause(all, findProgress, () => undefined),
            all,
          ),
    fetchHeld: async (mail) => {
      const text = held.get(heldKey(mail));
      const subject = subjectOfKey(mail);
      if (text === undefined) return undefined;
      audits.life.release(subject, mail.arrivedAtMs);
      if (by === 'person') audits.mail.release(subject);
      else audits.mail.releaseByPause(subject, recordOf(world, subject));
      return { text };
    },
    removeHeld: async (mail) => {
      journal.note(subjectOfKey(mail), `is released by ${by === 'person' ? 'a person' : by}`);
      held.delete(heldKey(mail));
    },
    putBack: { transactional: putBackOn(queues.transactional), bulk: putBackOn(queues.bulk) },
    storePayload: async () => {
      throw new Error('No mail of a history is too big for a queue.');
    },
    clock: timeline,
  };
};

const listed = async function* (
  world: World,
  selection: Partial<HeldSelection>,
): AsyncGenerator<HeldMail> {
  const names = [...world.held.keys()].filter((name) => name.startsWith(heldPrefix(selection)));
  for (const name of names.sort()) {
    const mail = parseHeldKey(name);
    if (mail !== undefined) yield mail;
  }
};
