import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeats a check until it is true.
 *
 * @returns whether it became true within the time
 */
export const waitUntil = async (
  isSo: () => Promise<boolean>,
  options: { readonly everyMs: number; readonly atMostMs: number },
): Promise<boolean> => {
  const endMs = nowMs() + options.atMostMs;
  while (!(await isSo())) {
    if (nowMs() >= endMs) return false;
    await sleep(options.everyMs);
  }
  return true;
};

/** Epoch milliseconds of a clock that never jumps. */
export const nowMs = (): number => performance.timeOrigin + performance.now();
