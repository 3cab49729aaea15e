import { createContainerPool, type Started } from './container-pool.ts';
import type { FunctionOptions } from './function-options.ts';

/** End of a run. */
export type RunEnd =
  | { readonly kind: 'answered'; readonly answer: unknown }
  /** It threw. */
  | { readonly kind: 'failed' }
  /** It was killed, or ran out of time. */
  | { readonly kind: 'killed' };

/**
 * A Lambda function: containers are kept and reused; there are cold starts, time-outs and dying
 * machines.
 */
export interface LambdaFunction {
  readonly name: string;
  readonly invoke: (event: unknown) => Promise<RunEnd>;
  readonly running: () => number;
  /** Billed time so far, including runs under way; ms. */
  readonly billedMs: () => number;
  readonly runs: () => number;
  /** Number of runs that did not finish. */
  readonly kills: () => number;
}

export const createFunction = (options: FunctionOptions): LambdaFunction => {
  const { name, timeline, journal } = options;
  const pool = createContainerPool(options);
  const bill = createBill(timeline.now);
  let runs = 0;
  let running = 0;
  let kills = 0;

  const invoke: LambdaFunction['invoke'] = async (event) => {
    running += 1;
    runs += 1;
    const requestId = `${name}/${runs}`;
    const started = await pool.take();
    bill.start(requestId);
    const end = await runIn(started, event, requestId, options);
    running -= 1;
    bill.end(requestId);
    if (end.kind === 'killed') {
      kills += 1;
      journal.note(undefined, `${requestId} did not come to its end`);
    } else pool.giveBack(started);
    return end;
  };

  return {
    ...{ name, invoke, billedMs: bill.billedMs },
    running: () => running,
    runs: () => runs,
    kills: () => kills,
  };
};

/** Billed time of runs; ms. */
const createBill = (now: () => number) => {
  const startedAtMs = new Map<string, number>();
  let endedMs = 0;
  return {
    start: (run: string): void => void startedAtMs.set(run, now()),
    end: (run: string): void => {
      endedMs += now() - (startedAtMs.get(run) ?? now());
      startedAtMs.delete(run);
    },
    billedMs: (): number =>
      [...startedAtMs.values()].reduce((sum, startedMs) => sum + now() - startedMs, endedMs),
  };
};

/** One run in a container, until it answers, fails, is killed or runs out of time. */
const runIn = (
  started: Started,
  event: unknown,
  requestId: string,
  { timeline, timeoutMs }: FunctionOptions,
): Promise<RunEnd> => {
  const { container, handle } = started;
  const startedMs = timeline.now();
  const endsMs = startedMs + timeoutMs;
  return new Promise<RunEnd>((resolve) => {
    let isOver = false;
    const settle = (end: RunEnd): void => {
      isOver = true;
      resolve(container.isGone() ? { kind: 'killed' } : end);
    };
    started.onGone = () => settle({ kind: 'killed' });
    timeline.at(endsMs, () => {
      if (isOver) return;
      container.kill();
      settle({ kind: 'killed' });
    });
    handle(event, { requestId, remainingMs: () => endsMs - timeline.now(), startedMs }).then(
      (answer) => settle({ kind: 'answered', answer }),
      () => settle({ kind: 'failed' }),
    );
  });
};
