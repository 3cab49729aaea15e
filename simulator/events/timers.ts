/** Timers of one owner, ended together. */
export interface Timers {
  /** Does nothing once they are closed. */
  readonly after: (delayMs: number, act: () => void) => void;
  /** Timers that have not gone off. */
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
