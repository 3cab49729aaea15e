const beatMs = 100;

/**
 * Measures how long this process was kept from running, by a busy or sleeping machine or a stop
 * signal.
 */
export interface StandstillWatch {
  /** @returns the longest standstill; ms */
  readonly end: () => number;
}

/** Starts to watch. */
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
