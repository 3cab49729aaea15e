import type { Container } from './container.ts';

/** Invocations that wait for a busy container, first come, first served. */
export interface WaitingInvocations {
  /** Waits for a container; undefined when another one should be started. */
  readonly wait: () => Promise<Container | undefined>;
  /** Gives the container to the first waiting invocation; false when none waits. */
  readonly handOver: (container: Container) => boolean;
  /** Lets all waiting invocations start containers of their own. */
  readonly dismissAll: () => void;
}

/** @param patienceMs - longest wait of each invocation */
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
