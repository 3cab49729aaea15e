/** One call that SES accepted: when (epoch ms) and for how many recipients. */
export type AcceptedCall = readonly [epochMs: number, recipients: number];

/**
 * Part of the run that is left out at either end: at the start SES's bucket is full and workers
 * are still starting, and at the end the backlog runs out.
 */
const trimmedMs = 1000;
const trimmedShare = 0.1;

/**
 * The rate in the steady part of a run, in recipients per second; undefined when the run is too
 * short to have one.
 *
 * The steady part is the run without its first and last tenth, and without at least a second at
 * either end. It is widened to the nearest accepted calls outside, so that a gap across its edge
 * counts in full. A call of n recipients takes n slots, before or after its own time; the lower of
 * the two counts is used, so the figure never exceeds the truth.
 */
export const measureHeldRate = (accepted: readonly AcceptedCall[]): number | undefined => {
  const calls = accepted.toSorted(([a], [b]) => a - b);
  const firstMs = calls[0]?.[0] ?? 0;
  const lastMs = calls.at(-1)?.[0] ?? 0;
  const trimMs = Math.max(trimmedMs, (lastMs - firstMs) * trimmedShare);
  if (lastMs - firstMs <= 2 * trimMs) return undefined;
  const from = calls.findLastIndex(([atMs]) => atMs <= firstMs + trimMs);
  const to = calls.findIndex(([atMs]) => atMs >= lastMs - trimMs);
  const seconds = ((calls[to]?.[0] ?? 0) - (calls[from]?.[0] ?? 0)) / 1000;
  return (
    Math.min(recipientsIn(calls.slice(from, to)), recipientsIn(calls.slice(from + 1, to + 1))) /
    seconds
  );
};

const recipientsIn = (calls: readonly AcceptedCall[]): number =>
  calls.reduce((sum, [, recipients]) => sum + recipients, 0);
