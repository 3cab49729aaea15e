/** One call that SES accepted: when (epoch ms) and for how many recipients. */
export type AcceptedCall = readonly [epochMs: number, recipients: number];

/** Left out at the start: SES's bucket is full, workers come up and compile their code while they send. */
const rampUpMs = 3000;
/** Left out at the end, where the backlog runs out. */
const tailMs = 1000;
/** Of a long run, left out at either end. */
const trimmedShare = 0.1;

const recipientsIn = (calls: readonly AcceptedCall[]): number => calls.reduce((sum, [, recipients]) => sum + recipients, 0);

/**
 * The rate held in the steady part of a run, in recipients per second; undefined when the run was too short to have one.
 *
 * The steady part is the run less its first and last tenth, and less three seconds at least at the start and one at the end, widened to the
 * nearest accepted calls outside, so that a gap across its edge counts in full. A call of n recipients takes n slots, before or after its own moment: of the two
 * ways to count, the lower is given, so the figure never exceeds the truth.
 */
export const measureHeldRate = (accepted: readonly AcceptedCall[]): number | undefined => {
  const calls = accepted.toSorted(([a], [b]) => a - b);
  const firstMs = calls[0]?.[0] ?? 0;
  const lastMs = calls.at(-1)?.[0] ?? 0;
  const shareMs = (lastMs - firstMs) * trimmedShare;
  const fromMs = firstMs + Math.max(rampUpMs, shareMs);
  const toMs = lastMs - Math.max(tailMs, shareMs);
  if (toMs <= fromMs) return undefined;
  const from = calls.findLastIndex(([atMs]) => atMs <= fromMs);
  const to = calls.findIndex(([atMs]) => atMs >= toMs);
  const seconds = ((calls[to]?.[0] ?? 0) - (calls[from]?.[0] ?? 0)) / 1000;
  return Math.min(recipientsIn(calls.slice(from, to)), recipientsIn(calls.slice(from + 1, to + 1))) / seconds;
};
