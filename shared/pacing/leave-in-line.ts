import type { LedgerView } from './ledger-view.ts';
import type { PacedJob, PacedJobs } from './paced-jobs.ts';
import { longestLineMs } from './waiting-line.ts';

/**
 * Share of its slots' time by which a mail moves the line. Below one, so that a little more mail has
 * its turn than slots are free, and no slot is lost to a mail that comes late.
 */
const lineShare = 0.9;
/**
 * Shortest time by which a recipient in spare slots moves the line; ms. Each tenant over its share
 * has a line, and SQS hides a limited number of messages: what comes again within a minute is hidden.
 */
const shortestSpareStepMs = 5;

/**
 * Leaves over every job without a slot, each until its turn in the line.
 *
 * @throws when the ledger cannot be reached
 */
export const leaveInLine = async <Job extends PacedJob>(
  { ports: { ledger, clock, random }, lane, takesSpare }: LedgerView,
  { pending, left }: PacedJobs<Job>,
  intervalMs: number,
): Promise<void> => {
  const nowMs = clock.now();
  const stepMs = Math.max(intervalMs * lineShare, takesSpare ? shortestSpareStepMs : 0);
  const recipients = pending.reduce((sum, job) => sum + job.recipients, 0);
  const startMs = await ledger.lineUp({ lane, nowMs, durationMs: recipients * stepMs });
  let before = 0;
  for (const job of pending.splice(0)) {
    const untilMs =
      startMs === undefined
        ? nowMs + longestLineMs * (0.5 + random() / 2)
        : startMs + before * stepMs;
    left.push({ job, untilMs });
    before += job.recipients;
  }
};
