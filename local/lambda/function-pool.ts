import { setTimeout as sleep } from 'node:timers/promises';
import type { OnLine } from '../child-process.ts';
import { type ConcurrencyLimit, createConcurrencyLimit } from './concurrency-limit.ts';
import { type ContainerSet, createContainerSet } from './container-set.ts';
import { type ContainerStarter, createContainerStarter } from './container-starter.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { InvocationReport, InvocationResult } from './invocation.ts';
import { runInvocation } from './run-invocation.ts';
import {
  type StartedContainer,
  startedBefore,
  startForInvocation,
} from './start-for-invocation.ts';

/** A function that can be invoked; its containers come and go as needed. */
export interface FunctionPool {
  readonly name: string;
  /**
   * Runs the function once with this event; waits while `maximumContainers` are busy. Never
   * rejects.
   */
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
  /** Starts containers ahead of need until this many live, as provisioned concurrency does. */
  readonly warm: (containers: number) => Promise<void>;
  /** Ids of the live processes. */
  readonly pids: () => readonly number[];
  /** Kills every container with SIGKILL, as a crash would; returns their number. */
  readonly kill: () => number;
  /** Gives running invocations this time to end, then kills every container; ms. */
  readonly stop: (graceMs: number) => Promise<void>;
}

export interface FunctionPoolOptions {
  readonly definition: FunctionDefinition;
  readonly maximumContainers: number;
  /**
   * Time that an invocation waits for a busy container before another is started; default 0, as in
   * Lambda. Where all containers share a machine, starting one costs as much processor time as many
   * invocations.
   */
  readonly patienceMs?: number;
  /**
   * Time limit of an initialisation before the container is restarted; default ten seconds, as in
   * Lambda.
   */
  readonly initTimeoutMs?: number;
  /** Time after which a container without work is closed. */
  readonly idleMs: number;
  /** Receives every line that a container writes, unchanged. */
  readonly onLine: OnLine;
  readonly onReport: (report: InvocationReport) => void;
  /** Clock skew by the container's number, from 0; ms, negative when it runs behind. */
  readonly clockSkewMs?: (container: number) => number;
}

/** Time to initialise with provisioned concurrency, unless the function's timeout is longer. */
const PROVISIONED_INIT_TIMEOUT_MS = 130_000;

const POLL_MS = 20;

/**
 * Runs one function in as many containers as its invocations need, with at most one invocation at a
 * time in each.
 *
 * Idle containers are reused, the most recently used first. A container that crashed, timed out or
 * exceeded its memory is discarded, and the next invocation starts another.
 */
export const createFunctionPool = (options: FunctionPoolOptions): FunctionPool => {
  const { definition, maximumContainers, patienceMs = 0, idleMs, onLine, clockSkewMs } = options;
  const lifetime = { hasEnded: false };
  const isStopping = (): boolean => lifetime.hasEnded;
  const containers = createContainerSet({ idleMs, patienceMs, isStopping });
  const starter = createContainerStarter({
    definition,
    onLine,
    clockSkewMs,
    onStarted: containers.add,
  });
  const limit = createConcurrencyLimit(maximumContainers);
  const pool: Pool = { options, lifetime, isStopping, containers, starter, limit };

  return {
    name: definition.name,
    invoke: (event) => invoke(pool, JSON.stringify(event) ?? 'null'),
    warm: (wanted) => warm(pool, wanted),
    pids: () => containers.live().map(({ pid }) => pid),
    kill: containers.killAll,
    stop: (graceMs) => stop(pool, graceMs),
  };
};

interface Pool {
  readonly options: FunctionPoolOptions;
  readonly lifetime: { hasEnded: boolean };
  readonly isStopping: () => boolean;
  readonly containers: ContainerSet;
  readonly starter: ContainerStarter;
  readonly limit: ConcurrencyLimit;
}

const stopped: InvocationResult = {
  kind: 'error',
  error: { errorType: 'Stopped', errorMessage: 'the function is stopping' },
  requestId: '',
};

const timeoutMsOf = ({ definition }: FunctionPoolOptions): number =>
  definition.timeoutSeconds * 1000;

const invoke = async (pool: Pool, payload: string): Promise<InvocationResult> => {
  await pool.limit.take();
  try {
    if (pool.isStopping()) return stopped;
    const started = await findContainer(pool);
    return started === undefined ? stopped : await run(pool, started, payload);
  } finally {
    pool.limit.release();
  }
};

/** An idle container or a new one; undefined when the pool stops meanwhile. */
const findContainer = async (pool: Pool): Promise<StartedContainer | undefined> => {
  const { options, starter, isStopping } = pool;
  const free = await pool.containers.takeFree();
  if (free !== undefined) return startedBefore(free);
  if (isStopping()) return undefined;
  const { initTimeoutMs, onLine } = options;
  const timeoutMs = timeoutMsOf(options);
  return startForInvocation({ starter, initTimeoutMs, timeoutMs, isStopping, onLine });
};

const run = (
  { options, containers }: Pool,
  started: StartedContainer,
  payload: string,
): Promise<InvocationResult> =>
  runInvocation(options, started, payload, () => {
    if (started.start.kind === 'started') containers.release(started.start.container);
  });

/** Starts containers one after the other, because at once they would only slow each other down. */
const warm = async (pool: Pool, wanted: number): Promise<void> => {
  const { options, containers, starter } = pool;
  const missing = Math.min(wanted, options.maximumContainers) - containers.live().length;
  if (missing <= 0 || pool.isStopping()) return;
  const initTimeoutMs = Math.max(PROVISIONED_INIT_TIMEOUT_MS, timeoutMsOf(options));
  const startOne = async (): Promise<void> => {
    const start = await starter.start(true, initTimeoutMs);
    if (start.kind === 'started') containers.release(start.container);
  };
  await Promise.all(Array.from({ length: missing }, startOne));
};

const stop = async (pool: Pool, graceMs: number): Promise<void> => {
  pool.lifetime.hasEnded = true;
  const endsAtMs = performance.now() + graceMs;
  while (pool.limit.taken() > 0 && performance.now() < endsAtMs) await sleep(POLL_MS);
  const aborted = pool.starter.abort();
  const ends = pool.containers.live().map(({ exited }) => exited);
  pool.containers.killAll();
  await Promise.all([...ends, aborted]);
};
