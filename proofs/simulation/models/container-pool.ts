import type { Container } from './container.ts';
import { createContainer } from './container.ts';
import type { Deployed, FunctionOptions } from './function-options.ts';

/** A container in which the function has started. */
export interface Started {
  readonly container: Container;
  readonly handle: ReturnType<Deployed>;
  lastUsedMs: number;
  /** Called when Lambda notices that the machine is gone. */
  onGone: () => void;
}

/** Containers of one function: idle ones, and new ones when none is idle. */
export interface ContainerPool {
  /** Takes an idle container, or makes a cold start. */
  readonly take: () => Promise<Started>;
  readonly giveBack: (started: Started) => void;
}

/** Idle time after which a container is removed; ms. */
const idleMs = 600_000;

export const createContainerPool = (options: FunctionOptions): ContainerPool => {
  const { timeline } = options;
  let idle: readonly Started[] = [];
  let starts = 0;
  return {
    take: async () => {
      const kept = idle.filter(({ lastUsedMs }) => timeline.now() - lastUsedMs < idleMs);
      idle = kept.slice(0, -1);
      const last = kept.at(-1);
      if (last !== undefined) return last;
      starts += 1;
      return start(options, starts);
    },
    giveBack: (started) => {
      started.lastUsedMs = timeline.now();
      idle = [...idle, started];
    },
  };
};

/**
 * Starts a container.
 *
 * @param number - ordinal of this cold start of the function
 */
const start = async (options: FunctionOptions, number: number): Promise<Started> => {
  const { timeline, dice, journal, deployed } = options;
  const name = `${options.name}#${number}`;
  const container = createContainer({
    name,
    timeline,
    offsetMs: options.clockOffsetMs(),
    onRequest: (kill) => {
      if (!dice.chance(options.killChance())) return;
      journal.note(undefined, `${name} is killed`);
      kill();
      timeline.at(timeline.now() + dice.between(10, 1_000), () => started.onGone());
    },
  });
  await timeline.sleep(dice.between(150, 400));
  const handle = deployed(container);
  const lastUsedMs = timeline.now();
  const started: Started = { container, handle, lastUsedMs, onGone: () => undefined };
  return started;
};
