import fc from 'fast-check';
import type { Output } from '../../local/lab/output.ts';
import { type BatchPlan, batchPlan, countDocuments, writeInputs } from './batch-plan.ts';
import { judgeBatch, type Verdict } from './judge-batch.ts';

/** Options of `npm run bench -- fuzz`. */
export interface FuzzOptions {
  /** Least number of documents to deliver. */
  readonly events: number;
  readonly seed: number;
  readonly json: boolean;
}

/** A batch that breaks a promise, shrunk as far as possible. */
export interface FuzzFailure {
  /** Seed that replays it, with `--events 1`. */
  readonly seed: number;
  readonly promise: string;
  readonly detail: string;
  readonly door: BatchPlan['door'];
  readonly inputs: readonly unknown[];
}

export interface FuzzSummary {
  readonly events: number;
  readonly batches: number;
  readonly recorded: number;
  readonly ignored: number;
  readonly refused: number;
  readonly failures: number;
  readonly seed: number;
  readonly seconds: number;
}

/** Batches per seed: few, so that a failure is found again at once. */
const batchesPerSeed = 25;

/** Most failures of a run; more would tell nothing new. */
const mostFailures = 3;

/** Thrown into fast-check, so that it shrinks the batch. */
class PromiseBroken extends Error {
  override readonly name = 'PromiseBroken';
}

/**
 * Delivers mutated events to the recorders until there were as many as asked for; prints each
 * failure, and a summary as its last line.
 */
export const runFuzz = async (
  { events, seed, json }: FuzzOptions,
  { print, tell }: Output,
): Promise<boolean> => {
  const startedAt = performance.now();
  const sum = { events: 0, batches: 0, recorded: 0, ignored: 0, refused: 0 };
  let failures = 0;
  for (let next = seed; sum.events < events && failures < mostFailures; next += 1) {
    const failure = await play(next, (plan, { recorded, ignored, refused }) => {
      sum.events += countDocuments(plan);
      sum.batches += 1;
      sum.recorded += recorded;
      sum.ignored += ignored;
      sum.refused += refused;
    });
    if (failure !== undefined) {
      failures += 1;
      print(
        json
          ? JSON.stringify(failure)
          : `broken (--seed ${failure.seed} --events 1): ${JSON.stringify(failure, undefined, 2)}`,
      );
    }
    if ((next - seed) % 100 === 99) tell(`fuzz: ${sum.events} events …`);
  }
  const summary: FuzzSummary = {
    ...sum,
    failures,
    seed,
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
  print(JSON.stringify(summary));
  return failures === 0;
};

const play = async (
  seed: number,
  onBatch: (plan: BatchPlan, verdict: Verdict) => void,
): Promise<FuzzFailure | undefined> => {
  let isLookingForSmaller = false;
  const property = fc.asyncProperty(batchPlan, async (plan) => {
    const verdict = await judgeBatch(plan);
    const [first] = verdict.violations;
    if (!isLookingForSmaller) onBatch(plan, verdict);
    isLookingForSmaller ||= first !== undefined;
    if (first !== undefined) throw new PromiseBroken(`${first.promise}: ${first.detail}`);
  });
  const { counterexample } = await fc.check(property, { seed, numRuns: batchesPerSeed });
  if (counterexample === null) return undefined;
  const [plan] = counterexample;
  const [violation] = (await judgeBatch(plan)).violations;
  const inputs = writeInputs(plan).map(({ content }) => content);
  return {
    seed,
    promise: violation?.promise ?? 'seen once',
    detail: violation?.detail ?? '',
    door: plan.door,
    inputs,
  };
};
