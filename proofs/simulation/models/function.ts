import type { Invocation } from '../pipeline/invocation.ts';
import type { Dice } from '../world/dice.ts';
import type { Journal } from '../world/journal.ts';
import type { Timeline } from '../world/timeline.ts';
import { type Container, createContainer } from './container.ts';

/** What became of one run. */
export type RunEnd =
  | { readonly kind: 'answered'; readonly answer: unknown }
  /** It threw. */
  | { readonly kind: 'failed' }
  /** Killed, or out of time. */
  | { readonly kind: 'killed' };

/** A function as deployed: `start` runs once per container, what it returns once per invocation. */
export type Deployed = (
  container: Container,
) => (event: unknown, invocation: Invocation) => Promise<unknown>;

export interface FunctionOptions {
  readonly name: string;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly journal: Journal;
  readonly timeoutMs: number;
  readonly deployed: Deployed;
  /** Probability that the machine dies at a request, asked before and after each. */
  readonly killChance: () => number;
  /** How far the clock of a new machine is off; ms. */
  readonly clockOffsetMs: () => number;
}

/**
 * A Lambda function: containers that are kept and reused, cold starts, time-outs, machines that
 * die.
 */
export interface LambdaFunction {
  readonly name: string;
  readonly invoke: (event: unknown) => Promise<RunEnd>;
  readonly running: () => number;
  /** Billed time so far, of runs that go on, too; ms. */
  readonly billedMs: () => number;
  readonly runs: () => number;
  /** Runs that did not come to their end. */
  readonly kills: () => number;
}

interface Kept {
  readonly container: Container;
  readonly handle: ReturnType<Deployed>;
  lastUsedMs: number;
  /** Lambda notices that the machine is gone. */
  onGone: () => void;
}

/** A container that had nothing to do for this long is taken away. */
const idleMs = 600_000;

export const createFunction = (options: FunctionOptions): LambdaFunction => {
  const { name, timeline, dice, journal, timeoutMs, deployed } = options;
  let idle: Kept[] = [];
  let starts = 0;
  let runs = 0;
  let running = 0;
  let endedMs = 0;
  const startedAtMs = new Map<string, number>();
  let kills = 0;

  const start = async (): Promise<Kept> => {
    starts += 1;
    const containerName = `${name}#${starts}`;
    const container = createContainer({
      name: containerName,
      timeline,
      offsetMs: options.clockOffsetMs(),
      onRequest: (kill) => {
        if (!dice.chance(options.killChance())) return;
        journal.note(undefined, `${containerName} is killed`);
        kill();
        timeline.at(timeline.now() + dice.between(10, 1_000), () => kept.onGone());
      },
    });
    await timeline.sleep(dice.between(150, 400));
    const kept: Kept = {
      container,
      handle: deployed(container),
      lastUsedMs: timeline.now(),
      onGone: () => undefined,
    };
    return kept;
  };

  const takeIdle = (): Kept | undefined => {
    idle = idle.filter((kept) => timeline.now() - kept.lastUsedMs < idleMs);
    return idle.pop();
  };

  const invoke: LambdaFunction['invoke'] = async (event) => {
    running += 1;
    runs += 1;
    const requestId = `${name}/${runs}`;
    const kept = takeIdle() ?? (await start());
    const { container, handle } = kept;
    const startedMs = timeline.now();
    startedAtMs.set(requestId, startedMs);
    const endsMs = startedMs + timeoutMs;
    const end = await new Promise<RunEnd>((resolve) => {
      let isOver = false;
      const settle = (result: RunEnd): void => {
        isOver = true;
        resolve(container.isGone() ? { kind: 'killed' } : result);
      };
      kept.onGone = () => settle({ kind: 'killed' });
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
    running -= 1;
    startedAtMs.delete(requestId);
    endedMs += timeline.now() - startedMs;
    if (end.kind === 'killed') {
      kills += 1;
      journal.note(undefined, `${requestId} did not come to its end`);
    } else {
      kept.lastUsedMs = timeline.now();
      idle.push(kept);
    }
    return end;
  };

  const billedMs = (): number =>
    [...startedAtMs.values()].reduce((sum, startedMs) => sum + timeline.now() - startedMs, endedMs);

  return { name, invoke, running: () => running, billedMs, runs: () => runs, kills: () => kills };
};
