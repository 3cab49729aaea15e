const beatMs = 100;

/**
 * Notices when this process is kept from running: a machine too busy, asleep, or a process that was
 * stopped.
 */
export interface StandstillWatch {
  /** @returns the longest time in ms that nothing ran */
  readonly end: () => number;
}

/** Watches from now on. */
export const watchStandstill = (): StandstillWatch => {
  let lastMs = performance.now();
  let longestMs = 0;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs - beatMs);
    lastMs = nowMs;
  }, beatMs);
  timer.unref();
  return {
    end: () => {
      clearInterval(timer);
      return Math.round(Math.max(0, longestMs));
    },
  };
};
