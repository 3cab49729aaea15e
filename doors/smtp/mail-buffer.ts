/**
 * Memory in which a mail is collected. It grows by blocks, so that a mail that comes in tiny pieces
 * takes no more than one that does not.
 */
export interface MailBuffer {
  /** Adds bytes; false when there is no room for them, and then nothing is kept. */
  readonly add: (bytes: Uint8Array) => boolean;
  /** The mail so far. */
  readonly content: () => Buffer;
  /** Frees all of it. */
  readonly free: () => void;
}

const firstBlock = 8 * 1024;
const largestBlock = 1024 * 1024;

/**
 * @param take - takes bytes of memory; false when there is no room
 * @param give - gives them back
 */
export const mailBuffer = (
  take: (bytes: number) => boolean,
  give: (bytes: number) => void,
): MailBuffer => {
  let blocks: Buffer[] = [];
  let last = Buffer.alloc(0);
  let filled = 0;
  let length = 0;
  let allocated = 0;
  const grow = (): boolean => {
    const size = Math.min(largestBlock, Math.max(firstBlock, allocated));
    if (!take(size)) return false;
    last = Buffer.allocUnsafeSlow(size);
    blocks.push(last);
    allocated += size;
    filled = 0;
    return true;
  };
  const free = (): void => {
    give(allocated);
    blocks = [];
    last = Buffer.alloc(0);
    filled = 0;
    length = 0;
    allocated = 0;
  };
  const add = (bytes: Uint8Array): boolean => {
    for (let rest = bytes; rest.length > 0; ) {
      if (filled === last.length && !grow()) {
        free();
        return false;
      }
      const piece = rest.subarray(0, last.length - filled);
      last.set(piece, filled);
      filled += piece.length;
      length += piece.length;
      rest = rest.subarray(piece.length);
    }
    return true;
  };
  return {
    add,
    free,
    content: () => (blocks.length === 1 ? last.subarray(0, filled) : Buffer.concat(blocks, length)),
  };
};
