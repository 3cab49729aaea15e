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
 * most once a minute, because anybody may write any number into a link.
 *
 * @param now - epoch ms
 */
export const rememberRing = (read: KeyRings['read'], now: () => number): FindRing => {
  let ring: KeyRing | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  return async (number) => {
    if (ring?.secrets.has(number) === true || now() - readAtMs < pauseMs) return ring;
    readAtMs = now();
    ring = (await read()) ?? ring;
    return ring;
  };
};
