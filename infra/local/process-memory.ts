import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const MEGABYTE = 1024 * 1024;

const run = promisify(execFile);

/** The most memory a process ever had resident, in MB, from the text of `/proc/<pid>/status` (see proc_pid_status(5), `VmHWM`, in kB). */
export const peakFromStatus = (status: string): number | undefined => {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / MEGABYTE;
};

/**
 * Resident memory of a process in MB: the most it ever had on Linux, what it has now elsewhere; undefined when it has ended.
 *
 * Lambda kills a sandbox the moment it exceeds its memory, so the peak is what counts.
 */
export const residentMegabytes = async (pid: number): Promise<number | undefined> => {
  try {
    if (process.platform === 'linux') return peakFromStatus(await readFile(`/proc/${pid}/status`, 'utf8'));
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
    return (Number(stdout.trim()) * 1024) / MEGABYTE;
  } catch {
    return undefined;
  }
};
