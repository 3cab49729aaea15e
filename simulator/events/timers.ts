/** Timers of one owner, which are cancelled together. */
export interface Timers {
  /** Starts a timer; does nothing after the timers were cancelled. */
  readonly after: (delayMs: number, act: () => void) => void;
  /** Number of timers that have not fired. */
  readonly pending: () => number;
  readonly isClosed: () => boolean;
  readonly close: () => void;
}

export const createTimers = (): Timers => {
  const timers = new Set<NodeJS.Timeout>();
  let isClosed = false;
  return {
    after: (delayMs, act) => {
      if (isClosed) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        act();
      }, delayMs);
      timers.add(timer);
    },
    pending: () => timers.size,
    isClosed: () => isClosed,
    close: () => {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
};
