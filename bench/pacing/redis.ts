import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import * as z from 'zod/mini';
import { startServerProcess } from '../../local/engines/engines.ts';

const program = fileURLToPath(new URL('redis-process.ts', import.meta.url));
const ready = z.object({ port: z.number() });

const isInstalled = (module: string): boolean => {
  try {
    createRequire(import.meta.url).resolve(module);
    return true;
  } catch {
    return false;
  }
};

/** Name of what the designs with Redis need and this machine lacks; undefined when it has all. */
export const missingForRedis = (): string | undefined => {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status !== 0)
    return 'redis-server';
  return isInstalled('ioredis') ? undefined : 'the package ioredis';
};

export interface Redis {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts an empty Redis on a free port of 127.0.0.1. */
export const startRedis = async (onLine: (line: string) => void): Promise<Redis> => {
  const server = await startServerProcess({
    name: 'redis-server',
    script: program,
    args: [],
    onLine,
  });
  return {
    url: `redis://127.0.0.1:${ready.parse(server.ready).port}`,
    stop: () => server.process.stop(1_000),
  };
};

export interface JobQueue {
  /** Number of open jobs: waiting, active, or to be tried again. */
  readonly count: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/**
 * The BullMQ queue to which the designs move messages from SQS.
 *
 * @see bench/pacing/designs/worker/run-bullmq-worker.ts
 */
export const jobQueue = (sqsQueue: string, url: string): JobQueue => {
  const queue = new Queue(`mail-${sqsQueue}`, { connection: { url, maxRetriesPerRequest: null } });
  // The client reconnects by itself. At the end of a run Redis stops first, so errors are expected.
  queue.on('error', () => undefined);
  return {
    count: async () => {
      const {
        waiting = 0,
        wait = 0,
        active = 0,
        delayed = 0,
        prioritized = 0,
      } = await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized');
      return waiting + wait + active + delayed + prioritized;
    },
    close: () => queue.close(),
  };
};
