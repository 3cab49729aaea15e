/** Bytes of a mail from which on its call is a large one. */
const largeBytes = 1024 * 1024;

/** Bytes of large calls that may be under way at once; a larger one is so alone. */
const mostBytes = 16 * 1024 * 1024;

/** Lets large calls through, so many at once as memory bears. */
export interface LargeCalls {
  /**
   * Resolves when a call of so many bytes may begin, to what says that it has ended. Small calls
   * need not wait; large ones get in in the order in which they came.
   */
  readonly awaitRoom: (bytes: number) => Promise<() => void>;
}

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

/**
 * Bounds the memory of the large calls of one run: each request stands in memory three times as
 * large as its mail while it is written, and all parts of a message may be due at once.
 */
export const largeCalls = (): LargeCalls => {
  let bytesUnderWay = 0;
  const waiting: Waiting[] = [];

  const admitNext = (): void => {
    const [next] = waiting;
    if (next === undefined) return;
    if (bytesUnderWay > 0 && bytesUnderWay + next.bytes > mostBytes) return;
    waiting.shift();
    bytesUnderWay += next.bytes;
    next.admit();
    admitNext();
  };

  return {
    awaitRoom: async (bytes) => {
      if (bytes <= largeBytes) return () => undefined;
      await new Promise<void>((admit) => {
        waiting.push({ bytes, admit });
        admitNext();
      });
      return () => {
        bytesUnderWay -= bytes;
        admitNext();
      };
    },
  };
};
