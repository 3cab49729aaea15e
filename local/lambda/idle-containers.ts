import type { Container } from './container.ts';

/** Idle containers, the most recently used first. */
export interface IdleContainers {
  readonly put: (container: Container) => void;
  readonly take: () => Container | undefined;
  readonly remove: (container: Container) => void;
}

interface Idle {
  readonly container: Container;
  readonly timer: NodeJS.Timeout;
}

/** @param onExpired - called for a container that was idle for `idleMs` */
export const createIdleContainers = (
  idleMs: number,
  onExpired: (container: Container) => void,
): IdleContainers => {
  const idle: Idle[] = [];
  return {
    put: (container) => {
      const timer = setTimeout(onExpired, idleMs, container);
      timer.unref();
      idle.push({ container, timer });
    },
    take: () => {
      const last = idle.pop();
      clearTimeout(last?.timer);
      return last?.container;
    },
    remove: (container) => {
      const at = idle.findIndex((entry) => entry.container === container);
      for (const entry of at < 0 ? [] : idle.splice(at, 1)) clearTimeout(entry.timer);
    },
  };
};
