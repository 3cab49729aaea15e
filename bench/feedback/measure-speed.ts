import { percentile } from '../pacing/measure.ts';
import { eventsIn, type Invocation } from './make-events.ts';
import { round } from './round.ts';
import type { Duration, Worker } from './worker.ts';

/** Events per turn for recorders of single events, so that recorder and SDK can take turns. */
export const groupSize = 20;

/**
 * Measures recorder and SDK in turns and takes the median of all turns, so that a busy moment of
 * the machine does not favour either.
 */
export const measureSpeed = async (
  recorder: Worker,
  sdk: Worker,
  invocations: readonly Invocation[],
) => {
  const turns: { readonly events: number; readonly ours: Duration; readonly sdks: Duration }[] = [];
  for (const group of groupsOf(invocations)) {
    turns.push({
      events: eventsIn(group),
      ours: await recorder.run(group),
      sdks: await sdk.run(group),
    });
  }
  const middle = (figure: (turn: (typeof turns)[number]) => number): number =>
    percentile(turns.map(figure), 0.5);
  return {
    eventsPerSecond: Math.round(middle(({ events, ours }) => (1000 * events) / ours.ms)),
    sdkCeiling: Math.round(middle(({ events, sdks }) => (1000 * events) / sdks.ms)),
    ratio: round(
      middle(({ ours, sdks }) => sdks.ms / ours.ms),
      2,
    ),
    cpuMsPerEvent: round(
      middle(({ events, ours }) => ours.cpuMs / events),
      3,
    ),
    sdkCpuMsPerEvent: round(
      middle(({ events, sdks }) => sdks.cpuMs / events),
      3,
    ),
  };
};

const groupsOf = (invocations: readonly Invocation[]): readonly (readonly Invocation[])[] => {
  const size = invocations.some(({ events }) => events > 1) ? 1 : groupSize;
  return Array.from({ length: Math.ceil(invocations.length / size) }, (_, index) =>
    invocations.slice(index * size, (index + 1) * size),
  );
};
