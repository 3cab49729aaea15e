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

/** What never comes: a machine that is gone waits for nothing. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/**
 * One execution environment of a function: a clock that is off, and an end that may come between
 * any two steps.
 */
export interface Container {
  readonly name: string;
  /**
   * As the functions use it: the machine's clock, held within the Date headers that the table
   * sends.
   */
  readonly clock: Clock;
  /** How far the corrected clock is off now; ms. */
  readonly clockErrorMs: () => number;
  readonly isGone: () => boolean;
  readonly kill: () => void;
  /**
   * A request to the world. Its effect may come about although the container is gone by then; its
   * answer then does not arrive.
   */
  readonly reach: <T>(request: () => Promise<T>) => Promise<T>;
  /**
   * Learns from the Date header of an answer that is made now and arrives in `arrivesInMs`; asked
   * for at `sentMs` by the machine's clock.
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
