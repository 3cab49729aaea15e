import { type KeyRing, secretBytes } from './key-ring.ts';
import type { KeyRings } from './ports.ts';

/**
 * The ring to make tokens with, read once per container; its first secret is made where there is none.
 * A secret that is added later is used from the next container on, and the one before stays good.
 *
 * @param newSecret - random bytes
 */
export const makingRing = (
  { read, add }: KeyRings,
  newSecret: (bytes: number) => Uint8Array,
): (() => Promise<KeyRing>) => {
  let ring: Promise<KeyRing> | undefined;
  const find = async (): Promise<KeyRing> => {
    const known = await read();
    if (known !== undefined) return known;
    await add(0, newSecret(secretBytes));
    const made = await read();
    if (made === undefined) throw new Error('The key ring cannot be read after it was made.');
    return made;
  };
  return async () => {
    ring ??= find();
    try {
      return await ring;
    } catch (error) {
      ring = undefined;
      throw error;
    }
  };
};
