/** Resident memory at a moment of a run. */
export interface MemorySample {
  /** Messages sent by then. */
  readonly messages: number;
  readonly megabytes: number;
}

/** Memory of a process over a run. */
export interface MemoryTrend {
  /** Medians of the samples of the first and the last third of the messages. */
  readonly firstThirdMegabytes: number;
  readonly lastThirdMegabytes: number;
  readonly peakMegabytes: number;
  /** Change from the first third to the last; percent. */
  readonly changePercent: number;
  /** Whether the change is at most 10 %, either way. */
  readonly isFlat: boolean;
}

const flatPercent = 10;

/**
 * Compares the first third of a run with the last; medians, because memory varies with garbage
 * collection.
 *
 * @param samples - in the order in which they were taken
 * @throws RangeError when a third has none
 */
export const trendOf = (samples: readonly MemorySample[]): MemoryTrend => {
  const total = samples.at(-1)?.messages ?? 0;
  const between = (from: number, to: number): readonly number[] =>
    samples
      .filter(({ messages }) => messages > from && messages <= to)
      .map(({ megabytes }) => megabytes);
  const first = between(0, total / 3);
  const last = between((2 * total) / 3, total);
  if (first.length === 0 || last.length === 0)
    throw new RangeError('There are too few samples: send more messages.');
  const changePercent = rounded((median(last) / median(first) - 1) * 100);
  return {
    firstThirdMegabytes: rounded(median(first)),
    lastThirdMegabytes: rounded(median(last)),
    peakMegabytes: rounded(Math.max(...samples.map(({ megabytes }) => megabytes))),
    changePercent,
    isFlat: Math.abs(changePercent) <= flatPercent,
  };
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? 0;

const rounded = (value: number): number => Number(value.toFixed(1));
