import { type KeyRing, secretBytes } from './key-ring.ts';
import type { KeyRings } from './ports.ts';

/** How long a ring makes tokens before it is read anew; ms. */
export const ringLivesMs = 3_600_000;

export interface MakingRingTools {
  /** Random bytes. */
  readonly newSecret: (bytes: number) => Uint8Array;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * The ring to make tokens with, read once an hour; its first secret is made where there is none. A
 * secret that is added later makes tokens within the hour. When the table cannot be reached then, the
 * ring that is known goes on for another hour, since all its secrets stay good.
 */
export const makingRing = (
  { read, add }: KeyRings,
  { newSecret, now }: MakingRingTools,
): (() => Promise<KeyRing>) => {
  let ring: Promise<KeyRing> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  const find = async (): Promise<KeyRing> => {
    const known = await read();
    if (known !== undefined) return known;
    await add(0, newSecret(secretBytes), now());
    const made = await read();
    if (made === undefined) throw new Error('The new key ring cannot be read.');
    return made;
  };
  return async () => {
    if (ring === undefined || now() - readAtMs >= ringLivesMs) {
      const before = ring;
      readAtMs = now();
      ring = before === undefined ? find() : find().catch(() => before);
    }
    try {
      return await ring;
    } catch (error) {
      ring = undefined;
      throw error;
    }
  };
};
