import type { World } from '../pipeline/world.ts';
import type { Errand } from '../traffic.ts';

/** Producers enqueue their mail, one after the other. */
export const planTraffic = (world: World, errands: readonly Errand[], first = 0): void => {
  const errand = errands[first];
  if (errand === undefined) return;
  world.timeline.at(errand.atMs, () => {
    enqueue(world, errand);
    planTraffic(world, errands, first + 1);
  });
};

const enqueue = ({ queues, audits, journal }: World, errand: Errand): void => {
  const queue = queues[errand.lane];
  for (let copy = 0; copy < errand.copies; copy += 1) {
    const { id } = queue.send(errand.body);
    for (const one of errand.unfolded ?? [errand]) {
      const { tenantId, messageId, stream, recipients } = one;
      const subject = `${tenantId}#${messageId ?? id}`;
      audits.mail.enqueue(subject, one);
      journal.note(subject, `is put on ${queue.name}, ${stream}, to ${recipients.length}`);
    }
  }
};
