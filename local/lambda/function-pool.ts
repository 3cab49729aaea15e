import { randomUUID } from 'node:crypto';
import type { OnLine } from '../child-process.ts';
import {
  type Container,
  type ContainerStart,
  type FunctionDefinition,
  sandboxTimedOut,
  startContainer,
} from './container.ts';
import type { FunctionError } from './runtime-api.ts';

/** What an invocation came to; it never rejects. `payload` is JSON text, as the function's runtime wrote it. */
export type InvocationResult =
  | { readonly kind: 'ok'; readonly payload: string; readonly requestId: string }
  | { readonly kind: 'error'; readonly error: FunctionError; readonly requestId: string };

/** One invocation as Lambda would bill it; times in ms, memory in MB. */
export interface InvocationReport {
  readonly functionName: string;
  readonly requestId: string;
  readonly kind: 'ok' | 'error';
  /** When the handler was called; epoch ms. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Duration and, on a cold start, initialisation, rounded up to whole milliseconds. */
  readonly billedMs: number;
  /** Set on a cold start. */
  readonly initMs: number | undefined;
  /** The most the container ever took. */
  readonly maxMemoryMegabytes: number;
}

/** A function that can be invoked: containers come and go behind it. */
export interface FunctionPool {
  readonly name: string;
  /** Runs the function once with this event; waits while `maximumContainers` are busy. */
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
  /** Starts containers ahead of need, as Lambda's provisioned concurrency does, until that many live. */
  readonly warm: (containers: number) => Promise<void>;
  /** Processes that live now. */
  readonly pids: () => readonly number[];
  /** Kills every container with SIGKILL, as a crash would; returns how many. */
  readonly kill: () => number;
  /** Lets running invocations end for that long, then kills every container. */
  readonly stop: (graceMs: number) => Promise<void>;
}

export interface FunctionPoolOptions {
  readonly definition: FunctionDefinition;
  readonly maximumContainers: number;
  /**
   * How long an invocation waits for a busy container before another is started; not at all when left out. Lambda does not wait. Where all
   * containers share a machine, starting one costs its processors as much as many invocations.
   */
  readonly patienceMs?: number;
  /** How long a container may take to initialise before it is started over; ten seconds, as in Lambda, when left out. */
  readonly initTimeoutMs?: number;
  /** A container without work is closed after that long. */
  readonly idleMs: number;
  /** Every line a container writes, as it is. */
  readonly onLine: OnLine;
  readonly onReport: (report: InvocationReport) => void;
  /** How far the clock of a container runs ahead, or behind when negative, by its number, from 0; ms. */
  readonly clockSkewMs?: (container: number) => number;
}

/** Who is provisioned has that long to initialise, or the function's timeout where it is longer. */
const provisionedInitTimeoutMs = 130_000;

/** Read by `bootstrap.mjs`. */
const clockSkewVariable = 'LOCAL_CLOCK_SKEW_MS';

interface Idle {
  readonly container: Container;
  readonly reaper: NodeJS.Timeout;
}

interface Started {
  readonly start: ContainerStart;
  /** Set on a cold start; ms. */
  readonly initMs: number | undefined;
  /** What of the invocation's timeout went by with initialising again; ms. */
  readonly usedMs: number;
}

const startedBefore = (container: Container): Started => ({
  start: { kind: 'started', container },
  initMs: undefined,
  usedMs: 0,
});

const stopped: InvocationResult = {
  kind: 'error',
  error: { errorType: 'Stopped', errorMessage: 'the function is stopping' },
  requestId: '',
};

const reportLine = (report: InvocationReport, memoryMegabytes: number): string =>
  [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${report.billedMs} ms`,
    `Memory Size: ${memoryMegabytes} MB`,
    `Max Memory Used: ${Math.ceil(report.maxMemoryMegabytes)} MB`,
    ...(report.initMs === undefined ? [] : [`Init Duration: ${report.initMs.toFixed(2)} ms`]),
  ].join('\t');

/**
 * Runs one function in as many containers as its invocations need, at most one invocation at a time in each.
 *
 * A container that is idle is used again, the most recent first; one that crashed, timed out or outgrew its memory is gone, and the next
 * invocation starts another.
 */
export const createFunctionPool = (options: FunctionPoolOptions): FunctionPool => {
  const { definition, maximumContainers, patienceMs = 0, idleMs, onLine, onReport } = options;
  const timeoutMs = definition.timeoutSeconds * 1000;
  const idle: Idle[] = [];
  const live = new Set<Container>();
  /** Containers that are being started. */
  const starts = new Set<Promise<ContainerStart>>();
  const ending = new AbortController();
  const turns: (() => void)[] = [];
  /** Invocations that wait for a container to be free: each is given one, or told to start its own. */
  const waiting = new Set<(container: Container | undefined) => void>();
  let taken = 0;
  let stopping = false;
  let containersStarted = 0;

  const takeTurn = async (): Promise<void> => {
    if (taken < maximumContainers) {
      taken += 1;
      return;
    }
    await new Promise<void>((resolve) => turns.push(resolve));
  };

  const giveTurn = (): void => {
    const next = turns.shift();
    if (next === undefined) taken -= 1;
    else next();
  };

  const forget = (container: Container): void => {
    live.delete(container);
    const at = idle.findIndex((entry) => entry.container === container);
    for (const entry of at < 0 ? [] : idle.splice(at, 1)) clearTimeout(entry.reaper);
    if (live.size === 0) for (const give of waiting) give(undefined);
  };

  const rest = (container: Container): void => {
    if (!live.has(container)) return;
    if (stopping) {
      container.kill();
      return;
    }
    const [first] = waiting;
    if (first !== undefined) {
      first(container);
      return;
    }
    const reaper = setTimeout(() => {
      forget(container);
      container.kill();
    }, idleMs);
    reaper.unref();
    idle.push({ container, reaper });
  };

  const takeIdle = (): Container | undefined => {
    const entry = idle.pop();
    if (entry !== undefined) clearTimeout(entry.reaper);
    return entry?.container;
  };

  /** The next container that is free, or undefined when it is time to start another. */
  const takeFree = async (): Promise<Container | undefined> => {
    const free = takeIdle();
    if (free !== undefined || patienceMs === 0 || live.size === 0) return free;
    return new Promise((resolve) => {
      const give = (container: Container | undefined): void => {
        clearTimeout(timer);
        waiting.delete(give);
        resolve(container);
      };
      const timer = setTimeout(give, patienceMs, undefined);
      waiting.add(give);
    });
  };

  const startOne = async (
    isProvisioned: boolean,
    initTimeoutMs: number | undefined,
  ): Promise<ContainerStart> => {
    const skewMs = options.clockSkewMs?.(containersStarted) ?? 0;
    containersStarted += 1;
    const skew: Readonly<Record<string, string>> =
      skewMs === 0 ? {} : { [clockSkewVariable]: String(skewMs) };
    const environment = { ...definition.environment, ...skew };
    const logStream = `local/[$LATEST]${containersStarted}`;
    const { signal } = ending;
    const starting = startContainer(
      { ...definition, environment, isProvisioned },
      onLine,
      logStream,
      { initTimeoutMs, signal },
    );
    starts.add(starting);
    const start = await starting.finally(() => starts.delete(starting));
    if (start.kind === 'started') {
      live.add(start.container);
      void start.container.exited.then(() => forget(start.container));
    }
    return start;
  };

  /** A container for an invocation. What is not initialised in time is started over as part of the invocation, within the function's timeout. */
  const startForInvocation = async (): Promise<Started> => {
    const first = await startOne(false, options.initTimeoutMs);
    if (first.kind === 'started')
      return { start: first, initMs: first.container.initMs, usedMs: 0 };
    if (first.error.errorType !== sandboxTimedOut || stopping)
      return { start: first, initMs: first.initMs, usedMs: 0 };
    onLine(
      `INIT_REPORT Init Duration: ${first.initMs.toFixed(2)} ms\tPhase: init\tStatus: timeout`,
      'stdout',
    );
    const again = await startOne(false, timeoutMs);
    return {
      start: again,
      initMs: first.initMs,
      usedMs: again.kind === 'started' ? again.container.initMs : again.initMs,
    };
  };

  const report = (entry: InvocationReport): void => {
    onLine(reportLine(entry, definition.memoryMegabytes), 'stdout');
    onReport(entry);
  };

  /** An error with a trace was logged by the runtime; of the others nobody else tells. */
  const tell = (requestId: string, { errorType, errorMessage, trace }: FunctionError): void => {
    if (trace === undefined) onLine(`${requestId}\t${errorType}\t${errorMessage}`, 'stderr');
  };

  const run = async (payload: string): Promise<InvocationResult> => {
    const requestId = randomUUID();
    const functionName = definition.name;
    const warm = await takeFree();
    if (warm === undefined && stopping) return stopped;
    const { start, initMs, usedMs } =
      warm === undefined ? await startForInvocation() : startedBefore(warm);
    if (start.kind === 'failed') {
      const { error } = start;
      tell(requestId, error);
      const durationMs = usedMs;
      const billedMs = Math.ceil(durationMs + (initMs ?? 0));
      report({
        functionName,
        requestId,
        kind: 'error',
        startedAtMs: Date.now(),
        durationMs,
        billedMs,
        initMs,
        maxMemoryMegabytes: 0,
      });
      return { kind: 'error', error, requestId };
    }
    const { container } = start;
    const startedAtMs = Date.now();
    const answer = await container.invoke(requestId, payload, usedMs);
    const durationMs = usedMs + answer.durationMs;
    const billedMs = Math.ceil(durationMs + (initMs ?? 0));
    if (answer.kind === 'error') tell(requestId, answer.error);
    rest(container);
    report({
      functionName,
      requestId,
      kind: answer.kind,
      startedAtMs,
      durationMs,
      billedMs,
      initMs,
      maxMemoryMegabytes: answer.peakMegabytes,
    });
    return answer.kind === 'ok'
      ? { kind: 'ok', payload: answer.payload, requestId }
      : { kind: 'error', error: answer.error, requestId };
  };

  const invoke = async (event: unknown): Promise<InvocationResult> => {
    const payload = JSON.stringify(event) ?? 'null';
    await takeTurn();
    try {
      if (stopping) return stopped;
      return await run(payload);
    } finally {
      giveTurn();
    }
  };

  const warm = async (containers: number): Promise<void> => {
    const missing = Math.min(containers, maximumContainers) - live.size;
    if (missing <= 0 || stopping) return;
    // One after the other: started together they would only stand in each other's way.
    const start = await startOne(true, Math.max(provisionedInitTimeoutMs, timeoutMs));
    if (start.kind === 'failed') return;
    rest(start.container);
    await warm(containers);
  };

  const kill = (): number => {
    const victims = [...live];
    for (const container of victims) {
      forget(container);
      container.kill();
    }
    return victims.length;
  };

  const stop = async (graceMs: number): Promise<void> => {
    stopping = true;
    const endsAtMs = performance.now() + graceMs;
    while (taken > 0 && performance.now() < endsAtMs)
      await new Promise((resolve) => setTimeout(resolve, 20));
    ending.abort();
    const ends = [...live].map((container) => container.exited);
    kill();
    await Promise.all([...ends, ...starts]);
  };

  return {
    name: definition.name,
    invoke,
    warm,
    pids: () => [...live].map(({ pid }) => pid),
    kill,
    stop,
  };
};
