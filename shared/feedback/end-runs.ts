import { arrivalsOf, softBouncesOf } from '../suppression/policy.ts';
import type { FeedbackPorts, Group } from './feedback-batch.ts';
import type { FeedbackEvent } from './feedback-event.ts';

/** Groups per look-up of soft-bounce runs. */
const groupsPerLookUp = 100;

/**
 * Ends the soft-bounce runs of all recipients that these groups report as reached. Deliveries are
 * most of the feedback, so many groups share a look-up. Look-ups run one after the other, so that
 * groups of an earlier one can be recorded meanwhile.
 *
 * @returns for each group, a promise that resolves when its runs have ended
 */
export const endRuns = (
  groups: readonly Group[],
  ports: FeedbackPorts,
): ReadonlyMap<Group, Promise<void>> => {
  const nowMs = ports.clock.now();
  const collect = <Item>(
    some: readonly Group[],
    of: (
      event: FeedbackEvent,
      context: { readonly tenantId: string; readonly nowMs: number },
    ) => readonly Item[],
  ) =>
    some.flatMap(({ subject: { tenantId }, received }) =>
      received.flatMap(({ event }) => of(event, { tenantId, nowMs })),
    );
  const bounced = collect(groups, softBouncesOf);
  const ended = new Map<Group, Promise<void>>();
  let before = Promise.resolve();
  for (let from = 0; from < groups.length; from += groupsPerLookUp) {
    const some = groups.slice(from, from + groupsPerLookUp);
    const arrivals = collect(some, arrivalsOf);
    const done =
      arrivals.length === 0 ? before : before.then(() => ports.endSoftBounces(arrivals, bounced));
    for (const group of some) ended.set(group, done);
    // The groups of this look-up see its failure; the next look-up starts all the same.
    before = done.catch(() => undefined);
  }
  return ended;
};

/** Whether the group holds a delivery. */
export const hasArrived = ({ received }: Group): boolean =>
  received.some(({ event }) => event.kind === 'delivery');
