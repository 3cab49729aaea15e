import type { Container } from './container.ts';
import { createIdleContainers } from './idle-containers.ts';
import { createWaitingInvocations } from './waiting-invocations.ts';

/** Live containers of one function, busy or idle. */
export interface ContainerSet {
  readonly live: () => readonly Container[];
  /** Adds a busy container. It leaves the set when its process exits. */
  readonly add: (container: Container) => void;
  /** Marks a busy container as idle. */
  readonly release: (container: Container) => void;
  /** Waits for an idle container; undefined when another one should be started. */
  readonly takeFree: () => Promise<Container | undefined>;
  /** Kills all containers; returns their number. */
  readonly killAll: () => number;
}

export interface ContainerSetOptions {
  readonly idleMs: number;
  readonly patienceMs: number;
  /** While the set stops, a container that becomes idle is killed. */
  readonly isStopping: () => boolean;
}

export const createContainerSet = (options: ContainerSetOptions): ContainerSet => {
  const { idleMs, patienceMs, isStopping } = options;
  const live = new Set<Container>();
  const waiting = createWaitingInvocations(patienceMs);

  const forget = (container: Container): void => {
    live.delete(container);
    idle.remove(container);
    if (live.size === 0) waiting.dismissAll();
  };
  const end = (container: Container): void => {
    forget(container);
    container.kill();
  };
  const idle = createIdleContainers(idleMs, end);

  return {
    live: () => [...live],
    add: (container) => {
      live.add(container);
      void container.exited.then(() => forget(container));
    },
    release: (container) => {
      if (!live.has(container)) return;
      if (isStopping()) container.kill();
      else if (!waiting.handOver(container)) idle.put(container);
    },
    takeFree: async () => {
      const free = idle.take();
      return free !== undefined || patienceMs === 0 || live.size === 0 ? free : waiting.wait();
    },
    killAll: () => {
      const victims = [...live];
      for (const container of victims) end(container);
      return victims.length;
    },
  };
};
