import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const MEGABYTE = 1024 * 1024;

const run = promisify(execFile);

/** A figure in kB from the text of `/proc/<pid>/status`, in MB: see proc_pid_status(5). */
const megabytesIn = (status: string, figure: 'VmHWM' | 'VmRSS'): number | undefined => {
  const kilobytes = new RegExp(`^${figure}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / MEGABYTE;
};

/** Peak resident memory of a process, in MB. */
const peakFromStatus = (status: string): number | undefined => megabytesIn(status, 'VmHWM');

/**
 * Read synchronously: the kernel generates the text while it is read, which is faster than handing
 * the read to a thread.
 */
const readStatus = (pid: number): string => readFileSync(`/proc/${pid}/status`, 'utf8');

const askPs = async (pid: number): Promise<number> => {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  return (Number(stdout.trim()) * 1024) / MEGABYTE;
};

/**
 * Resident memory of a process in MB: its peak on Linux, the present value elsewhere; undefined
 * when the process has ended.
 *
 * Lambda kills a sandbox the moment it exceeds its memory, so the peak is what counts.
 */
export const residentMegabytes = async (pid: number): Promise<number | undefined> => {
  try {
    return process.platform === 'linux' ? peakFromStatus(readStatus(pid)) : await askPs(pid);
  } catch {
    return undefined;
  }
};

/** Present resident memory of a process, in MB; undefined when it has ended. */
export const currentMegabytes = async (pid: number): Promise<number | undefined> => {
  try {
    return process.platform === 'linux' ? megabytesIn(readStatus(pid), 'VmRSS') : await askPs(pid);
  } catch {
    return undefined;
  }
};
