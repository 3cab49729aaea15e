/** Size from which a call counts as large; bytes. */
const largeBytes = 1024 * 1024;

/** Limit on the large calls under way at once; bytes. A larger call is made on its own. */
const mostBytes = 16 * 1024 * 1024;

/** Limits how many large calls are under way at once. */
export interface LargeCalls {
  /**
   * Waits until a call of this size may begin. Small calls need not wait; large ones are admitted
   * in the order they came.
   *
   * @returns a function to be called when the call has ended
   */
  readonly awaitRoom: (bytes: number) => Promise<() => void>;
}

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

/**
 * Bounds the memory of one run's large calls: while a request is written it takes three times the
 * size of its mail, and all parts of a message may be due at once.
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
