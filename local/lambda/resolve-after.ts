/** Resolves with the value after this time; never after the signal aborts. */
export const resolveAfter = <T>(ms: number, value: T, signal: AbortSignal): Promise<T> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, value);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
