/** When bounces that may pass suppress an address for a while. */
export interface SoftBounceRule {
  /** So many in a row, with no delivery in between, … */
  readonly count: number;
  /** … the first and the last at least so many days apart, … */
  readonly overDays: number;
  /** … suppress for so many days from the last one. */
  readonly pauseDays: number;
}

/** A mailbox that is full over the holidays does not fall under it, an abandoned one does. */
export const defaultSoftBounceRule: SoftBounceRule = { count: 5, overDays: 7, pauseDays: 14 };

const dayMs = 86_400_000;

/** Soft bounces of one address and tenant: event id → epoch milliseconds. */
export type SoftBounces = ReadonlyMap<string, number>;

type Bounce = readonly [eventId: string, atMs: number];

/**
 * Those since the last delivery, oldest first; bounces of the same instant in the order of their
 * ids.
 */
export const runOf = (bounces: SoftBounces, deliveredAtMs: number | undefined): readonly Bounce[] =>
  [...bounces]
    .filter(([, atMs]) => deliveredAtMs === undefined || atMs > deliveredAtMs)
    .toSorted(([idA, a], [idB, b]) => a - b || (idA < idB ? -1 : 1));

/** What a run of soft bounces suppresses; `since` is its last bounce. Epoch milliseconds. */
export interface SoftSuppression {
  readonly source: string;
  readonly count: number;
  readonly sinceMs: number;
  readonly expiresAtMs: number;
}

/** Judges a run by the rule; undefined when it is too few or too soon. */
export const judgeRun = (
  run: readonly Bounce[],
  rule: SoftBounceRule,
): SoftSuppression | undefined => {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined || run.length < rule.count) return undefined;
  const [source, sinceMs] = last;
  if (sinceMs - first[1] < rule.overDays * dayMs) return undefined;
  return { source, count: run.length, sinceMs, expiresAtMs: sinceMs + rule.pauseDays * dayMs };
};

/**
 * The ids that may be forgotten: those before the last delivery, and the middle of a long run. Its
 * first and last `rule.count` stay, which is all that the rule asks of it; what is forgotten can
 * only make it more lenient.
 */
export const superfluous = (
  bounces: SoftBounces,
  deliveredAtMs: number | undefined,
  rule: SoftBounceRule,
): readonly string[] => {
  const run = runOf(bounces, deliveredAtMs);
  const kept = new Set([...run.slice(0, rule.count), ...run.slice(-rule.count)].map(([id]) => id));
  return [...bounces.keys()].filter((id) => !kept.has(id));
};
