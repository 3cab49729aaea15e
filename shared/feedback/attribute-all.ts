import { doAll, type Outcome } from '../system/do-all.ts';
import { type Attribution, attributionOf, isOfIdentity } from './attribution.ts';
import type { FeedbackPorts, Received } from './feedback-batch.ts';

/** A notification of an identity older than this is not waited for; ms. */
const youngMs = 60_000;

/**
 * Wait before young mail is looked for again; ms. A notification of an identity can be quicker than
 * the write of the sender and its index.
 */
const secondLookMs = 1_000;

/**
 * Finds the tenant and message of each event. Where mail of a fresh notification of an identity is
 * not in the table, the sender may be about to write it: after one wait for all of them they are
 * looked for again.
 */
export const attributeAll = async (
  received: readonly Received[],
  ports: FeedbackPorts,
  onFailure: (one: Received, error: string) => void,
): Promise<readonly Outcome<Received, Attribution>[]> => {
  const find = (some: readonly Received[]) =>
    doAll(some, (one) => attributionOf(one.event, ports, one.from), onFailure);
  const first = await find(received);
  const nowMs = ports.clock.now();
  const isTooEarly = (outcome: Outcome<Received, Attribution>): boolean =>
    ports.findMessageBySesId !== undefined &&
    outcome.kind === 'done' &&
    outcome.result.foreign !== undefined &&
    isOfIdentity(outcome.thing.event) &&
    outcome.thing.event.atMs > nowMs - youngMs;
  const early = first.filter(isTooEarly);
  if (early.length === 0) return first;
  await ports.clock.sleepUntil(nowMs + secondLookMs);
  const second = await find(early.map(({ thing }) => thing));
  return [...first.filter((outcome) => !isTooEarly(outcome)), ...second];
};
