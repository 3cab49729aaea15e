import { setTimeout as sleep } from 'node:timers/promises';

// Waiting for real processes. The limit is for what never comes, and so it is long and the same for
// all; it is shorter than what Jest gives a test, for the failure to say what was waited for.

const longestWaitMs = 180_000;
const firstPauseMs = 20;
const longestPauseMs = 100;

/**
 * Reads again and again until the value is the one that is waited for, and gives it; after three
 * minutes the last one read, whatever it is.
 */
export const readUntil = async <Value>(
  read: () => Value | Promise<Value>,
  isIt: (value: Value) => boolean,
  limitMs = longestWaitMs,
): Promise<Value> => {
  const endsAtMs = performance.now() + limitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    const value = await read();
    if (isIt(value) || performance.now() > endsAtMs) return value;
    await sleep(pauseMs);
  }
};

/**
 * Looks again and again until it is so.
 *
 * @throws Error with the description when it is not so after three minutes
 */
export const until = async (
  what: string,
  isSo: () => boolean | Promise<boolean>,
  limitMs = longestWaitMs,
): Promise<void> => {
  if (!(await readUntil(isSo, (so) => so, limitMs)))
    throw new Error(`not within ${limitMs / 1000} seconds: ${what}`);
};
