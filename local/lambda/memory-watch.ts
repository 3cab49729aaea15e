import { residentMegabytes } from './process-memory.ts';

/** Watch over the memory of a container. */
export interface MemoryWatch {
  readonly peakMegabytes: () => number;
  readonly measure: () => Promise<void>;
  /** Resolves when the process has exceeded its limit; never after the signal aborts. */
  readonly exceeded: (signal: AbortSignal) => Promise<void>;
}

/**
 * Interval between measurements of a busy container; ms. Linux keeps the peak, so none is missed in
 * between.
 */
const MEASURE_EVERY_MS = 500;

/** Starts the watch with one measurement. */
export const createMemoryWatch = async (
  pid: number,
  limitMegabytes: number,
): Promise<MemoryWatch> => {
  let peakMegabytes = (await residentMegabytes(pid)) ?? 0;
  const measure = async (): Promise<void> => {
    peakMegabytes = Math.max(peakMegabytes, (await residentMegabytes(pid)) ?? 0);
  };
  return {
    peakMegabytes: () => peakMegabytes,
    measure,
    exceeded: (signal) =>
      new Promise((resolve) => {
        const timer = setInterval(async () => {
          await measure();
          if (peakMegabytes > limitMegabytes) resolve();
        }, MEASURE_EVERY_MS);
        signal.addEventListener('abort', () => clearInterval(timer), { once: true });
      }),
  };
};
