import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 50;
/** Nobody holds a lock for as long as this; a process id may long belong to another process. */
const longestHoldMs = 10 * 60_000;

// Not by `instanceof`: in a test's own realm Node's errors are of another class.
const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Makes the file, with this process's id in it; false when it is there already. */
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
    // Another user's process is alive, too.
    return hasCode(error, 'EPERM');
  }
};

/** Whether the one who made the file is gone. A file just made may still be empty, and counts as held. */
const isAbandoned = async (file: string): Promise<boolean> => {
  try {
    const [holder, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    return Date.now() - mtimeMs > longestHoldMs || (holder !== '' && !isAlive(Number(holder)));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
};

/** Takes away what a process that died has left. Guarded, because a second one would else take away the lock that follows. */
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
 * Does the work while no other process, and no other caller in this one, does work under the same lock file.
 *
 * @param file - path of the lock; its folder exists
 */
export const exclusively = async <Result>(
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
