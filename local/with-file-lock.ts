import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';

/** Interval between two attempts to take a held lock; ms. */
const pollMs = 50;

/**
 * Age at which a lock counts as abandoned because its holder was killed; ms. A living holder renews
 * its lock every second.
 */
const staleMs = 5_000;

/** Longest wait for a lock; ms. No work under a lock takes half as long. */
const longestWaitMs = 10 * 60_000;

const options = {
  // The file itself need not exist: its lock is a folder beside it.
  realpath: false,
  stale: staleMs,
  update: 1_000,
  retries: {
    retries: longestWaitMs / pollMs,
    factor: 1,
    minTimeout: pollMs,
    maxTimeout: pollMs,
  },
} as const;

/**
 * Runs the work while no other process, and no other caller in this one, holds the same lock. The
 * lock of a process that was killed is taken over after five seconds.
 *
 * @param file - path of the lock, whose folder is made where there is none; `<file>.lock` stands
 * there meanwhile
 * @throws the error of the work; ELOCKED when another holder keeps the lock for ten minutes
 */
export const withFileLock = async <Result>(
  file: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  await mkdir(dirname(file), { recursive: true });
  const release = await lock(file, options);
  try {
    return await work();
  } finally {
    await release();
  }
};
