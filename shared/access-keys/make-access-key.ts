import type { RandomBelow } from '../system/ports.ts';

/** Id and secret of a new key. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secret: string;
}

/** RFC 4648's base 32, as AWS's own ids. */
const idLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Without `+` and `/`, which a URL or a shell would change. */
const secretLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const idPrefix = 'AKSP';
const idLength = 16;
/** As long as a secret access key of AWS, which programs may expect; 238 bits. */
const secretLength = 40;

/** Makes a key: id `AKSP` and 16 letters, secret of 40 letters and digits. */
export const makeAccessKey = (randomBelow: RandomBelow): KeyPair => {
  const draw = (letters: string, length: number): string =>
    Array.from({ length }, () => letters.charAt(randomBelow(letters.length))).join('');
  return {
    accessKeyId: `${idPrefix}${draw(idLetters, idLength)}`,
    secret: draw(secretLetters, secretLength),
  };
};
