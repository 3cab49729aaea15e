import type { Random } from '../../shared/system/ports.ts';

/**
 * Faults to inject. All but the delay are fractions of sending calls, or of events, from 0 to 1.
 */
export interface Faults {
  /** The call is answered 500 and nothing is accepted. */
  readonly errorBefore: number;
  /** The mail is accepted, but the call is answered 500. */
  readonly errorAfter: number;
  /** The connection is reset and nothing is accepted. */
  readonly resetBefore: number;
  /** The mail is accepted, but the connection is reset before the answer. */
  readonly resetAfter: number;
  /** The call is throttled, whatever the rate. */
  readonly throttled: number;
  /** The event is published twice. */
  readonly eventsDuplicated: number;
  /** The event is delayed by up to 3 seconds, so that the order of a mail's events changes. */
  readonly eventsReordered: number;
  /** The event is delayed by `eventDelayMs`. */
  readonly eventsDelayed: number;
  readonly eventDelayMs: number;
  /** The event is never published. */
  readonly eventsDropped: number;
}

export const noFaults: Faults = {
  errorBefore: 0,
  errorAfter: 0,
  resetBefore: 0,
  resetAfter: 0,
  throttled: 0,
  eventsDuplicated: 0,
  eventsReordered: 0,
  eventsDelayed: 0,
  eventDelayMs: 10_000,
  eventsDropped: 0,
};

const callFaults = ['errorBefore', 'errorAfter', 'resetBefore', 'resetAfter', 'throttled'] as const;

export type CallFault = (typeof callFaults)[number];

/** Draws the fault of one call; there is at most one. */
export const drawCallFault = (faults: Faults, random: Random): CallFault | undefined => {
  if (callFaults.every((fault) => faults[fault] === 0)) return undefined;
  let chance = random();
  for (const fault of callFaults) {
    if (chance < faults[fault]) return fault;
    chance -= faults[fault];
  }
  return undefined;
};

/** Extra delay of each copy of an event, in ms; no copy when it is dropped. */
export const drawEventCopies = (faults: Faults, random: Random): readonly number[] => {
  const happens = (fraction: number): boolean => fraction > 0 && random() < fraction;
  if (happens(faults.eventsDropped)) return [];
  const delayMs =
    (happens(faults.eventsReordered) ? random() * 3000 : 0) +
    (happens(faults.eventsDelayed) ? faults.eventDelayMs : 0);
  return happens(faults.eventsDuplicated) ? [delayMs, delayMs + random() * 1000] : [delayMs];
};
