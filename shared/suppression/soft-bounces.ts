/** Rule by which soft bounces suppress an address for a while. */
export interface SoftBounceRule {
  /** Soft bounces in a row, without a delivery in between, … */
  readonly count: number;
  /** … of which the first and the last are at least this many days apart, … */
  readonly overDays: number;
  /** … suppress the address for this many days from the last one. */
  readonly pauseDays: number;
}

/**
 * Default rule. A mailbox that is full over the holidays stays below it; an abandoned one does not.
 */
export const defaultSoftBounceRule: SoftBounceRule = { count: 5, overDays: 7, pauseDays: 14 };

const dayMs = 86_400_000;

/** Soft bounces of one address and tenant: event id → epoch milliseconds. */
export type SoftBounces = ReadonlyMap<string, number>;

type Bounce = readonly [eventId: string, atMs: number];

/** Soft bounces since the last delivery, oldest first; those of the same instant by id. */
export const runOf = (bounces: SoftBounces, deliveredAtMs: number | undefined): readonly Bounce[] =>
  [...bounces]
    .filter(([, atMs]) => deliveredAtMs === undefined || atMs > deliveredAtMs)
    .toSorted(([idA, a], [idB, b]) => a - b || (idA < idB ? -1 : 1));

/**
 * Suppression that follows from a run of soft bounces. `sinceMs` is the time of its last bounce;
 * epoch ms.
 */
export interface SoftSuppression {
  readonly source: string;
  readonly count: number;
  readonly sinceMs: number;
  readonly expiresAtMs: number;
}

/** Applies the rule to a run; undefined when the run is too short in number or time. */
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
 * Ids that may be deleted: bounces before the last delivery, and the middle of a long run. The
 * first and last `rule.count` stay, which suffice for the rule. A deletion can only make the
 * outcome more lenient.
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
