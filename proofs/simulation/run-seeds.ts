import type { Figures, History, HistoryOptions } from './history.ts';
import { playHistory } from './history.ts';

export interface SeedsOptions extends Omit<HistoryOptions, 'seed'> {
  readonly firstSeed: number;
  readonly seeds: number;
  readonly onHistory?: (history: History, done: number) => void;
  /** Stops after the first such history. */
  readonly stopsAfter?: (history: History) => boolean;
}

/** All histories together. */
export interface Summary extends Figures {
  readonly seeds: number;
  readonly failures: readonly {
    readonly seed: number;
    readonly promise: string;
    readonly detail: string;
  }[];
}

const nothing: Figures = {
  messages: 0,
  accepted: 0,
  refusedForRate: 0,
  runs: 0,
  kills: 0,
  simulatedHours: 0,
};

/** Plays one history after the other. */
export const runSeeds = async (options: SeedsOptions): Promise<Summary> => {
  const { firstSeed, seeds, onHistory, stopsAfter, ...size } = options;
  const failures: Summary['failures'][number][] = [];
  let figures = nothing;
  let done = 0;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const history = await playHistory({ seed, ...size });
    done += 1;
    figures = sum(figures, history.figures);
    const [first] = history.violations;
    if (first !== undefined) failures.push({ seed, promise: first.promise, detail: first.detail });
    onHistory?.(history, done);
    if (stopsAfter?.(history) === true) break;
  }
  return { seeds: done, ...figures, failures };
};

const sum = (one: Figures, other: Figures): Figures => ({
  messages: one.messages + other.messages,
  accepted: one.accepted + other.accepted,
  refusedForRate: one.refusedForRate + other.refusedForRate,
  runs: one.runs + other.runs,
  kills: one.kills + other.kills,
  simulatedHours: one.simulatedHours + other.simulatedHours,
});
