import { dropOldest } from './drop-oldest.ts';

/** Counts per span of time; the oldest spans are dropped. */
export interface CountsByTime<Counts> {
  /** The counts of the span that contains this time; they may be changed in place. */
  readonly at: (atMs: number) => Counts;
  /** Counts by the start of the span (epoch milliseconds), oldest first. */
  readonly all: () => readonly (readonly [startMs: number, counts: Counts])[];
  readonly clear: () => void;
}

/** @param kept - number of spans that are kept */
export const createCountsByTime = <Counts>(
  spanMs: number,
  kept: number,
  none: () => Counts,
): CountsByTime<Counts> => {
  const spans = new Map<number, Counts>();
  return {
    at: (atMs) => {
      const startMs = Math.floor(atMs / spanMs) * spanMs;
      const known = spans.get(startMs);
      if (known !== undefined) return known;
      const counts = none();
      spans.set(startMs, counts);
      dropOldest(spans, kept);
      return counts;
    },
    all: () => [...spans],
    clear: () => spans.clear(),
  };
};
