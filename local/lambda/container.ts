import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { Exit, NodeProcess } from '../child-process.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { FunctionError } from './function-error.ts';
import { createMemoryWatch, type MemoryWatch } from './memory-watch.ts';
import { resolveAfter } from './resolve-after.ts';
import type { RuntimeApi } from './runtime-api.ts';
import type { RuntimeAnswer } from './runtime-exchange.ts';
import { endsTheSandbox, exitedInInvocation, outOfMemory, taskTimedOut } from './sandbox-errors.ts';

/** Answer of a function, with the time and the memory it took. */
export type ContainerAnswer = RuntimeAnswer & {
  readonly durationMs: number;
  readonly peakMegabytes: number;
};

/** One sandbox of a function: a process that handles one invocation at a time. */
export interface Container {
  readonly pid: number;
  /** Time from the start of the process until the runtime asked for its first invocation; ms. */
  readonly initMs: number;
  readonly exited: Promise<Exit>;
  /** @param usedMs - part of the function's timeout that is spent already; default 0 */
  readonly invoke: (
    requestId: string,
    payload: string,
    usedMs?: number,
  ) => Promise<ContainerAnswer>;
  readonly kill: () => void;
}

/**
 * Time to wait for the answer of a process that has posted it and then exits; ms. Such an answer
 * counts.
 */
const LATE_ANSWER_MS = 20;

/**
 * A function that has initialised, ready to be invoked.
 *
 * Like Lambda's sandbox, it is killed when an invocation exceeds the function's timeout or memory,
 * and its death fails the invocation that it was handling.
 */
export const createContainer = async (
  definition: FunctionDefinition,
  child: NodeProcess,
  api: RuntimeApi,
  initMs: number,
): Promise<Container> => {
  const kill = (): void => child.kill('SIGKILL');
  const memory = await createMemoryWatch(child.pid, definition.memoryMegabytes);
  const sandbox = { definition, child, api, memory };

  const invoke = async (
    requestId: string,
    payload: string,
    usedMs = 0,
  ): Promise<ContainerAnswer> => {
    const invokedAtMs = performance.now();
    const timeoutMs = Math.max(0, definition.timeoutSeconds * 1000 - usedMs);
    const answer = await firstAnswer(sandbox, requestId, payload, timeoutMs);
    const durationMs = performance.now() - invokedAtMs;
    await memory.measure();
    await outputIsRead();
    if (answer.kind === 'error' && endsTheSandbox(answer.error)) {
      kill();
      await child.exited;
    }
    return { ...answer, durationMs, peakMegabytes: memory.peakMegabytes() };
  };

  return { pid: child.pid, initMs, exited: child.exited, invoke, kill };
};

/**
 * Resolves once everything that the process wrote before it answered or ended has been read. The
 * output is in the pipes by then, and is read within the same turn of the event loop.
 */
export const outputIsRead = (): Promise<void> => endOfTurn();

interface Sandbox {
  readonly definition: FunctionDefinition;
  readonly child: NodeProcess;
  readonly api: RuntimeApi;
  readonly memory: MemoryWatch;
}

/**
 * The function's own answer, or the error of the event that came before it: exit, timeout, exceeded
 * memory.
 */
const firstAnswer = async (
  { definition, child, api, memory }: Sandbox,
  requestId: string,
  payload: string,
  timeoutMs: number,
): Promise<RuntimeAnswer> => {
  const over = new AbortController();
  const answered = api.invoke({ requestId, payload, deadlineMs: Date.now() + timeoutMs });
  const timedOut = failed(taskTimedOut(requestId, definition.timeoutSeconds));
  const answer = await Promise.race([
    answered,
    child.exited.then((exit) => {
      const died = failed(exitedInInvocation(requestId, exit));
      return Promise.race([answered, resolveAfter(LATE_ANSWER_MS, died, over.signal)]);
    }),
    resolveAfter(timeoutMs, timedOut, over.signal),
    memory.exceeded(over.signal).then(() => failed(outOfMemory(requestId))),
  ]);
  over.abort();
  return answer;
};

const failed = (error: FunctionError): RuntimeAnswer => ({ kind: 'error', error });
