import { nameOfError } from '../../shared/system/name-of-error.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import type { Log } from '../../shared/telemetry/ports.ts';

/** Least time between two lines about the same failure; ms. */
const quietMs = 10_000;

/**
 * Writes a line about a failure of the pipeline, at most one in ten seconds for each kind of error:
 * clients try again and again while a table is out of reach.
 *
 * @param now - epoch ms
 */
export const tellFailures = (log: Log, now: () => number): ((error: unknown) => void) => {
  const told = new Map<string, { atMs: number; since: number }>();
  return (error) => {
    const cause = nameOfError(error);
    const before = told.get(cause);
    if (before !== undefined && now() < before.atMs + quietMs) {
      before.since += 1;
      return;
    }
    told.set(cause, { atMs: now(), since: 0 });
    const message =
      error instanceof UnreadableItem ? error.message : 'The SMTP door failed at a command.';
    log('error', message, { cause, untold: before?.since ?? 0 });
  };
};
