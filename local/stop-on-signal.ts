import { constants } from 'node:os';

const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * Time in which a second signal is ignored; ms. Under npm, Ctrl-C arrives twice: from the terminal,
 * and from the parent process.
 */
const sameWithinMs = 1000;

/** The part of a process that handles signals. */
export interface SignalledProcess {
  readonly on: (signal: (typeof signals)[number], listener: () => void) => unknown;
  readonly exit: (code: number) => unknown;
}

export interface StopOnSignal {
  /** Registers what must be stopped before the process ends. */
  readonly stopWith: (stop: () => Promise<void>) => void;
  /** Resolves to the exit code when a signal came and everything has stopped. */
  readonly received: Promise<number>;
}

/**
 * Stops in order at Ctrl-C, SIGTERM and SIGHUP, then ends the process. A second signal, a second or
 * more later, ends it at once.
 *
 * The exit code is 128 and the signal's number, as a shell expects.
 */
export const stopOnSignal = (process: SignalledProcess, now: () => number): StopOnSignal => {
  let stop: (() => Promise<void>) | undefined;
  let firstAtMs: number | undefined;
  const { promise: received, resolve } = Promise.withResolvers<number>();

  const onSignal = (code: number): void => {
    if (firstAtMs !== undefined) {
      if (now() - firstAtMs >= sameWithinMs) process.exit(code);
      return;
    }
    firstAtMs = now();
    // Before a stack is registered, its processes end together with this one.
    if (stop === undefined) {
      process.exit(code);
      return;
    }
    const end = (): void => {
      resolve(code);
      process.exit(code);
    };
    stop().then(end, end);
  };
  for (const signal of signals) process.on(signal, () => onSignal(128 + constants.signals[signal]));
  return {
    received,
    stopWith: (given) => {
      stop = given;
    },
  };
};
