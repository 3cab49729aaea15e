import type { Container } from './container.ts';
import { createIdleContainers } from './idle-containers.ts';
import { createWaitingInvocations } from './waiting-invocations.ts';

/** Live containers of one function, at work or idle. */
export interface ContainerSet {
  readonly live: () => readonly Container[];
  /** Adds a container at work. It is gone from the set when its process exits. */
  readonly add: (container: Container) => void;
  /** Takes a container back from work. */
  readonly release: (container: Container) => void;
  /** A free container, waited for if need be; undefined when it is time to start another. */
  readonly takeFree: () => Promise<Container | undefined>;
  /** Kills all of them; returns how many. */
  readonly killAll: () => number;
}

export interface ContainerSetOptions {
  readonly idleMs: number;
  readonly patienceMs: number;
  /** While it stops, a container that comes back from work is killed. */
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
