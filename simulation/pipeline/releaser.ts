import { heldKey, heldPrefix, parseHeldKey } from '../../shared/held/held-key.ts';
import { releaseHeld } from '../../shared/held/release-held.ts';
import type { PutBack, ReleaseHeld } from '../../shared/ports.ts';
import type { Queue } from '../models/queue.ts';
import { subjectOfKey } from './message-ports.ts';
import type { World } from './world.ts';

/** What an operator's `held release` does: the real rule over this world, from a machine that does not die. */
export const releaserOf = ({ timeline, journal, held, queues, audits }: World): ReleaseHeld => {
  const putBackOn =
    (queue: Queue): PutBack =>
    async ({ body, attributes }) => {
      await timeline.sleep(10);
      queue.send(body, attributes);
    };
  return releaseHeld({
    listHeld: async function* (selection) {
      const names = [...held.keys()].filter((name) => name.startsWith(heldPrefix(selection)));
      for (const name of names.sort()) {
        const mail = parseHeldKey(name);
        if (mail !== undefined) yield mail;
      }
    },
    fetchHeld: async (mail) => {
      const text = held.get(heldKey(mail));
      if (text !== undefined) audits.life.release(subjectOfKey(mail), mail.arrivedAtMs);
      return text;
    },
    removeHeld: async (mail) => {
      journal.note(subjectOfKey(mail), 'is released');
      held.delete(heldKey(mail));
    },
    putBack: { transactional: putBackOn(queues.transactional), bulk: putBackOn(queues.bulk) },
    storePayload: async () => {
      throw new Error('No mail of a history is too big for a queue.');
    },
    clock: timeline,
  });
};
