import { arrivalsOf, softBouncesOf } from '../suppression/policy.ts';
import type { FeedbackPorts, Group } from './feedback-batch.ts';
import type { FeedbackEvent } from './feedback-event.ts';

/** Groups whose runs of soft bounces are looked up together. */
const groupsPerLookUp = 100;

/**
 * Ends the runs of soft bounces of all whom these groups report as reached: deliveries are nearly
 * all of the feedback, so many in one go, and the next ones when those are done, so that meanwhile
 * these can be recorded.
 *
 * @returns for each group, when its runs have ended
 */
export const endRuns = (
  groups: readonly Group[],
  ports: FeedbackPorts,
): ReadonlyMap<Group, Promise<void>> => {
  const nowMs = ports.clock.now();
  const toldBy = <Told>(
    some: readonly Group[],
    of: (
      event: FeedbackEvent,
      context: { readonly tenantId: string; readonly nowMs: number },
    ) => readonly Told[],
  ) =>
    some.flatMap(({ subject: { tenantId }, received }) =>
      received.flatMap(({ event }) => of(event, { tenantId, nowMs })),
    );
  const bounced = toldBy(groups, softBouncesOf);
  const ended = new Map<Group, Promise<void>>();
  let before = Promise.resolve();
  for (let from = 0; from < groups.length; from += groupsPerLookUp) {
    const some = groups.slice(from, from + groupsPerLookUp);
    const arrivals = toldBy(some, arrivalsOf);
    const done =
      arrivals.length === 0 ? before : before.then(() => ports.endSoftBounces(arrivals, bounced));
    for (const group of some) ended.set(group, done);
    // Whoever waits for these learns of a failure; it does not keep the next ones back.
    before = done.catch(() => undefined);
  }
  return ended;
};

/** Whether a mail of the group reached somebody. */
export const hasArrived = ({ received }: Group): boolean =>
  received.some(({ event }) => event.kind === 'delivery');
