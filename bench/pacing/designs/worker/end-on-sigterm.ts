import { setTimeout as sleep } from 'node:timers/promises';
import type { Statistics } from './statistics.ts';

/** How long work in hand may go on; a bench that waits for the line need not wait long. */
const graceMs = 500;

/**
 * On SIGTERM stops the work, waits for a moment until what is in hand is done, prints the
 * statistics as one line of JSON and ends the process.
 */
export const endOnSigterm = (statistics: Statistics, stopWork: () => Promise<unknown>): void => {
  process.once('SIGTERM', async () => {
    await Promise.race([stopWork().catch(() => undefined), sleep(graceMs)]);
    process.stdout.write(`${JSON.stringify(statistics.line())}\n`, () => process.exit(0));
  });
};
