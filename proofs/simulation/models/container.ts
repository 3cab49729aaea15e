import {
  type ClockBounds,
  correctionMs,
  narrow,
  unboundedClock,
} from '../../../shared/pacing/clock-bounds.ts';
import type { Clock } from '../../../shared/system/ports.ts';
import type { Timeline } from '../world/timeline.ts';

export const createContainer = ({
  name,
  timeline,
  offsetMs,
  onRequest,
}: ContainerOptions): Container => {
  let isGone = false;
  let bounds: ClockBounds = unboundedClock;
  const machineNow = (): number => timeline.now() + offsetMs;
  const now = (): number => machineNow() + (offsetMs === 0 ? 0 : correctionMs(bounds));
  const kill = (): void => {
    isGone = true;
  };

  const sleepUntil = async (epochMs: number): Promise<void> => {
    for (let waitMs = epochMs - now(); waitMs > 0; waitMs = epochMs - now()) {
      await timeline.sleep(waitMs < 1e-3 ? 1e-3 : waitMs);
      if (isGone) return never();
    }
  };

  const reach = async <T>(request: () => Promise<T>): Promise<T> => {
    if (isGone) return never();
    onRequest(kill);
    if (isGone) return never();
    try {
      return await request();
    } finally {
      onRequest(kill);
      if (isGone) await never();
    }
  };

  return {
    name,
    clock: { now, sleepUntil },
    clockErrorMs: () => now() - timeline.now(),
    isGone: () => isGone,
    kill,
    reach,
    readDate: (sentMs, arrivesInMs) => {
      if (offsetMs === 0) return;
      const dateMs = Math.floor(timeline.now() / 1000) * 1000;
      bounds = narrow(bounds, { sentMs, receivedMs: machineNow() + arrivesInMs, dateMs });
    },
    machineNow,
  };
};

/** A promise that never settles: a machine that is gone waits for nothing. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/**
 * One execution environment of a function: its clock is off, and it may end between any two steps.
 */
export interface Container {
  readonly name: string;
  /** The clock that functions use: the machine's, corrected by the Date headers of the table. */
  readonly clock: Clock;
  /** Error of the corrected clock; ms. */
  readonly clockErrorMs: () => number;
  readonly isGone: () => boolean;
  readonly kill: () => void;
  /**
   * Makes a request to the world. It may take effect although the container is gone by then; its
   * answer then does not arrive.
   */
  readonly reach: <T>(request: () => Promise<T>) => Promise<T>;
  /**
   * Corrects the clock by the Date header of an answer that is made now, arrives in `arrivesInMs`,
   * and was requested at `sentMs` by the machine's clock.
   */
  readonly readDate: (sentMs: number, arrivesInMs: number) => void;
  /** The machine's own clock. */
  readonly machineNow: () => number;
}

export interface ContainerOptions {
  readonly name: string;
  readonly timeline: Timeline;
  /** The machine's clock minus true time; ms. */
  readonly offsetMs: number;
  /** Called before and after each request, and may kill. */
  readonly onRequest: (kill: () => void) => void;
}
