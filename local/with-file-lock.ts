import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 50;
/**
 * Age from which a lock counts as abandoned: nobody holds one that long, and process ids are
 * reused.
 */
const longestHoldMs = 10 * 60_000;

// Not `instanceof`: in Jest's realm Node's errors are of another class.
const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Creates the file, with this process's id in it; false when it exists already. */
const claim = async (file: string): Promise<boolean> => {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user: alive.
    return hasCode(error, 'EPERM');
  }
};

/**
 * Whether the lock's holder is gone. A file just created may still be empty, and counts as held.
 */
const isAbandoned = async (file: string): Promise<boolean> => {
  try {
    const [holder, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    return Date.now() - mtimeMs > longestHoldMs || (holder !== '' && !isAlive(Number(holder)));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
};

/**
 * Removes the lock of a dead process. Guarded, or a second caller could remove the lock that
 * follows.
 */
const clearAbandoned = async (file: string): Promise<void> => {
  if (!(await isAbandoned(file))) return;
  const guard = `${file}.clearing`;
  if (!(await claim(guard))) {
    if (await isAbandoned(guard)) await rm(guard, { force: true });
    return;
  }
  try {
    if (await isAbandoned(file)) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
};

/**
 * Runs the work while no other process, and no other caller in this one, holds the same lock file.
 *
 * @param file - path of the lock file, in a folder that exists
 */
export const withFileLock = async <Result>(
  file: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  while (!(await claim(file))) {
    await clearAbandoned(file);
    await sleep(pollMs);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};
