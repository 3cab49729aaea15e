import type { KeyRing } from './key-ring.ts';
import type { KeyRings } from './ports.ts';

/** How long a ring in which a number was missing is not asked for again; ms. */
const pauseMs = 60_000;

/**
 * Finds the ring to read a token with.
 *
 * @param number - of the token's secret
 */
export type FindRing = (number: number) => Promise<KeyRing | undefined>;

/**
 * Remembers the ring for the life of a container, and reads it anew for a number that it lacks: at
 * most once a minute, because anybody may write any number into a link. Whoever asks meanwhile waits
 * for the answer, and a reading that failed does not count: an unread ring would say of a good token
 * that nobody made it.
 *
 * @param now - epoch ms
 * @returns rejects when the ring has to be read and cannot
 */
export const rememberRing = (read: KeyRings['read'], now: () => number): FindRing => {
  let ring: KeyRing | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  const readAnew = async (): Promise<void> => {
    try {
      ring = (await read()) ?? ring;
      readAtMs = now();
    } finally {
      reading = undefined;
    }
  };
  return async (number) => {
    if (ring?.secrets.has(number) === true) return ring;
    if (now() - readAtMs >= pauseMs) reading ??= readAnew();
    await reading;
    return ring;
  };
};
