// Tells when those who started this process are gone, whatever way they went: npm passes no signal
// on to what it started, and nobody can after SIGKILL. A process whose parent has ended gets
// another parent. Preloaded (`node --import`), it stops this process then. Plain JavaScript with no
// dependency, as scripts/run.mjs, which uses it, too.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const lookEveryMs = 500;
/** Longer than the local stack takes to stop in order. */
const longestStopMs = 10_000;

/**
 * Name and parent of a process; undefined when it is gone. Linux tells by files, and may be without
 * `ps`.
 */
const lookAt = (pid) => {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const end = stat.lastIndexOf(')');
      const [, parent] = stat.slice(end + 2).split(' ');
      return { name: stat.slice(stat.indexOf('(') + 1, end), parent: Number(parent) };
    }
    const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    const [, parent, name] = /^\s*(\d+)\s+(\S.*?)\s*$/.exec(stdout) ?? [];
    return name === undefined ? undefined : { name, parent: Number(parent) };
  } catch {
    return undefined;
  }
};

/**
 * npm runs a script by a shell, which may outlive it: then the shell's parent is who started this.
 */
const starterBehind = (parent) => {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const shell = lookAt(parent);
  return shell !== undefined && /(?:^|[/-])[a-z]*sh$/.test(shell.name) ? shell.parent : undefined;
};

/**
 * Calls once, when the parent of this process is gone, or npm behind it.
 *
 * @param {() => void} onGone
 */
export const followStarter = (onGone) => {
  const parent = process.ppid;
  const starter = starterBehind(parent);
  const timer = setInterval(() => {
    const isThere =
      process.ppid === parent && (starter === undefined || lookAt(parent)?.parent === starter);
    if (isThere) return;
    clearInterval(timer);
    onGone();
  }, lookEveryMs);
  timer.unref();
};

/** Stops this process as SIGTERM would, and for certain after a while. */
export const stopSelf = () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), longestStopMs).unref();
  process.kill(process.pid, 'SIGTERM');
};
