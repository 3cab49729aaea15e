import type { Container } from './container.ts';

/** Invocations that wait for a busy container, first come, first served. */
export interface WaitingInvocations {
  /** The container to use; undefined when it is time to start another. */
  readonly wait: () => Promise<Container | undefined>;
  /** Hands the container to the first that waits; false when none does. */
  readonly handOver: (container: Container) => boolean;
  /** Lets all of them start containers of their own. */
  readonly dismissAll: () => void;
}

/** @param patienceMs - how long each of them waits */
export const createWaitingInvocations = (patienceMs: number): WaitingInvocations => {
  const waiting = new Set<(container: Container | undefined) => void>();
  return {
    wait: () =>
      new Promise((resolve) => {
        const give = (container: Container | undefined): void => {
          clearTimeout(timer);
          waiting.delete(give);
          resolve(container);
        };
        const timer = setTimeout(give, patienceMs, undefined);
        waiting.add(give);
      }),
    handOver: (container) => {
      const [first] = waiting;
      first?.(container);
      return first !== undefined;
    },
    dismissAll: () => {
      for (const give of waiting) give(undefined);
    },
  };
};
