import type { OnLine } from '../child-process.ts';
import type { Container } from './container.ts';
import type { ContainerStarter } from './container-starter.ts';
import { sandboxTimedOut } from './sandbox-errors.ts';
import type { ContainerStart } from './start-container.ts';

/** A container for one invocation, or the reason why there is none. */
export interface StartedContainer {
  readonly start: ContainerStart;
  /** Set on a cold start; ms. */
  readonly initMs: number | undefined;
  /** Part of the invocation's timeout spent on a second initialisation; ms. */
  readonly usedMs: number;
}

export interface StartOptions {
  readonly starter: ContainerStarter;
  readonly initTimeoutMs: number | undefined;
  /** The function's timeout. */
  readonly timeoutMs: number;
  readonly isStopping: () => boolean;
  readonly onLine: OnLine;
}

/**
 * Cold start for an invocation. As on Lambda, a container that does not initialise in time is
 * started again as part of the invocation, within the function's timeout.
 */
export const startForInvocation = async (options: StartOptions): Promise<StartedContainer> => {
  const { starter, initTimeoutMs, timeoutMs, isStopping, onLine } = options;
  const start = await starter.start(false, initTimeoutMs);
  const initMs = initMsOf(start);
  const isOver = start.kind === 'started' || start.error.errorType !== sandboxTimedOut;
  if (isOver || isStopping()) return { start, initMs, usedMs: 0 };
  onLine(
    `INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms\tPhase: init\tStatus: timeout`,
    'stdout',
  );
  const again = await starter.start(false, timeoutMs);
  return { start: again, initMs, usedMs: initMsOf(again) };
};

/** A warm start: the container has already run an invocation. */
export const startedBefore = (container: Container): StartedContainer => ({
  start: { kind: 'started', container },
  initMs: undefined,
  usedMs: 0,
});

const initMsOf = (start: ContainerStart): number =>
  start.kind === 'started' ? start.container.initMs : start.initMs;
