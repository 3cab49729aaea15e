import type { EventFact } from '../pipeline-events/event-fact.ts';
import { feedbackFact } from '../pipeline-events/feedback-facts.ts';
import type { FeedbackPorts, Group } from './feedback-batch.ts';

/**
 * Publishes for services what was recorded of messages of the pipeline. Repeats are published like
 * the first, because the run that recorded it may have died before it published it.
 *
 * @returns the indexes of the inputs whose events could not be published, and may be when the inputs
 * come again
 */
export const publishGroups = async (
  groups: readonly Group[],
  ports: Pick<FeedbackPorts, 'publishFacts' | 'clock'>,
): Promise<readonly number[]> => {
  const nowMs = ports.clock.now();
  const inputsOf = new Map<EventFact, readonly number[]>();
  for (const { subject, received } of groups) {
    // Mail that is none of the pipeline's, nobody waits for; and of a copy the original is published.
    if (subject.foreign !== undefined || subject.isCopy) continue;
    for (const { event, inputs } of received) {
      const fact = feedbackFact(event, subject.key, nowMs);
      if (fact !== undefined) inputsOf.set(fact, inputs);
    }
  }
  const unpublished = await ports.publishFacts([...inputsOf.keys()]);
  return [...unpublished].flatMap(([fact, how]) =>
    how === 'again' ? (inputsOf.get(fact) ?? []) : [],
  );
};
