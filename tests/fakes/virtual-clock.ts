import type { Clock } from '../../shared/system/ports.ts';

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands still until everybody sleeps, then jumps to the first who wakes. */
export const virtualClock = (startMs: number) => {
  let nowMs = startMs;
  const sleepers: Sleeper[] = [];
  const clock: Clock = {
    now: () => nowMs,
    sleepUntil: (untilMs) =>
      untilMs <= nowMs
        ? Promise.resolve()
        : new Promise((wake) => sleepers.push({ untilMs, wake })),
  };

  /** Runs the work to its end in virtual time. */
  const run = async <T>(work: Promise<T>): Promise<T> => {
    let done = false;
    const watched = work.finally(() => {
      done = true;
    });
    watched.catch(() => undefined);
    for (let idle = 0; !done; ) {
      await settled();
      const first = sleepers.toSorted((a, b) => a.untilMs - b.untilMs)[0];
      if (done) break;
      if (first === undefined) {
        idle += 1;
        if (idle > 1000)
          throw new Error('Everybody waits and nobody sleeps: the work under test hangs.');
        continue;
      }
      idle = 0;
      sleepers.splice(sleepers.indexOf(first), 1);
      nowMs = Math.max(nowMs, first.untilMs);
      first.wake();
    }
    return watched;
  };

  return { clock, run };
};
