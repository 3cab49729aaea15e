import { nameOfError } from '../system/name-of-error.ts';
import type { Attribution } from './attribution.ts';
import { countsOf } from './count-of.ts';
import type { FeedbackPorts, Group } from './feedback-batch.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { logPartless } from './log-oddities.ts';
import type { RecordedCalls } from './ports.ts';
import { recordedCalls } from './recorded-calls.ts';

/** Records the events of a group on their message, and counts those that are new. */
export const recordGroup = async (
  { subject, received }: Group,
  ports: FeedbackPorts,
): Promise<void> => {
  const fresh = await recordFresh(
    received.map(({ event }) => event),
    subject,
    ports,
  );
  if (subject.isCopy) return;
  for (const event of fresh) {
    const tenantId = subject.isTenantKnown ? subject.tenantId : undefined;
    for (const count of countsOf(event, tenantId)) ports.count(count);
  }
};

/** @returns the events that were not recorded before */
const recordFresh = async (
  events: readonly FeedbackEvent[],
  { key, foreign, isConfined }: Attribution,
  ports: FeedbackPorts,
): Promise<readonly FeedbackEvent[]> => {
  if (foreign === undefined) logPartless(events, ports.log);
  const fresh = new Set(await ports.recordEvents({ key, events, foreign, isConfined }));
  return events.filter((event) => fresh.has(event.eventId));
};

/**
 * Records that feedback flows. A failure loses nothing: mail of unknown outcome only waits a little
 * longer.
 */
export const noteFlow = async (groups: readonly Group[], ports: FeedbackPorts): Promise<void> => {
  const recorded = groups.flatMap(({ subject, received }) =>
    received.map(({ event }) => ({ event, isBrought: subject.isConfined })),
  );
  const note = (calls: RecordedCalls): Promise<void> =>
    ports.noteFeedback(calls).catch((error: unknown) =>
      ports.log(
        'warn',
        'progress of feedback not recorded: mail of unknown outcome waits a little longer',
        {
          error: nameOfError(error),
        },
      ),
    );
  await Promise.all(recordedCalls(recorded).map(note));
};
