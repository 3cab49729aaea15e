import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { plainEnvironment } from '../../local/child-process.ts';
import type { Invocation } from './make-events.ts';

/**
 * Wall-clock time and processor time of a list of invocations, in the worker's process; ms.
 */
export interface Duration {
  readonly ms: number;
  readonly cpuMs: number;
}

/** A process that handles invocations one after the other. */
export interface Worker {
  readonly run: (invocations: readonly Invocation[]) => Promise<Duration>;
  readonly stop: () => Promise<void>;
}

const reply = z.union([
  z.object({ ms: z.number(), cpuMs: z.number() }),
  z.object({ failure: z.string() }),
]);

/**
 * Starts a script of this folder that answers each list of invocations, sent to it as a message,
 * with `{ms, cpuMs}` or `{failure}`.
 *
 * @throws Error when the process ends, or a run of the function fails
 */
export const startWorker = (
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Worker => {
  const child = fork(join(import.meta.dirname, script), [...args], {
    env: { ...plainEnvironment(), ...environment },
    // The function's log on stdout is discarded: on AWS, Lambda would collect it.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let answer: (answer: unknown) => void = () => {};
  let hasEnded = false;
  child.on('message', (message) => answer(message));
  child.on('exit', () => {
    hasEnded = true;
    answer({ failure: 'the process has ended' });
  });
  return {
    run: async (invocations) => {
      if (hasEnded) throw new Error(`${script}: the process has ended`);
      const answered = new Promise((resolve) => {
        answer = resolve;
      });
      child.send(invocations);
      const parsedReply = z.parse(reply, await answered);
      if ('failure' in parsedReply) throw new Error(`${script}: ${parsedReply.failure}`);
      return parsedReply;
    },
    stop: async () => {
      if (hasEnded) return;
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
};
