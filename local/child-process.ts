import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createProcessReaper } from './lambda/process-reaper.ts';

/** How a process ended; exactly one of the two is set. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A Node process that ends with this one at the latest. */
export interface NodeProcess {
  readonly pid: number;
  /** Settles when the process is gone; never rejects. */
  readonly exited: Promise<Exit>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Ends the process with SIGTERM, then with SIGKILL. */
  readonly stop: (graceMs: number) => Promise<void>;
}

export type OnLine = (line: string, stream: 'stdout' | 'stderr') => void;

export interface NodeProcessOptions {
  readonly script: string;
  readonly args?: readonly string[];
  /** Flags of Node itself. */
  readonly flags?: readonly string[];
  /** The whole environment of the process; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory?: string;
  /** Nice value, 0 (the default) to 19: how far the process gives way to others. */
  readonly niceness?: number;
  readonly onLine: OnLine;
}

/** Module that is preloaded into the process and ends it when its stdin closes. */
export const endWithParent = new URL('end-with-parent.mjs', import.meta.url).href;

const running = new Set<number>();
const reaper = createProcessReaper();

const killGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: it has ended already.
  }
};

const killAll = (): void => {
  for (const pid of running) killGroup(pid, 'SIGKILL');
};

const watch = (pid: number): void => {
  if (running.size === 0) process.on('exit', killAll);
  running.add(pid);
  reaper.watch(pid);
};

const unwatch = (pid: number): void => {
  running.delete(pid);
  reaper.unwatch(pid);
  if (running.size === 0) process.off('exit', killAll);
};

const standBack = (pid: number, niceness: number): void => {
  try {
    setPriority(pid, niceness);
  } catch {
    // The process has ended already, or this system has no priorities.
  }
};

const forwardLines = (readable: Readable, stream: 'stdout' | 'stderr', onLine: OnLine): void => {
  createInterface({ input: readable, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) =>
    onLine(line, stream),
  );
};

const whenExited = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });

/**
 * Starts a Node process in a process group of its own. It ends when its stdin closes, so it cannot
 * outlive this process.
 *
 * @throws Error when the operating system cannot start it
 */
export const startNodeProcess = (options: NodeProcessOptions): NodeProcess => {
  const child = spawn(
    process.execPath,
    [...(options.flags ?? []), '--import', endWithParent, options.script, ...(options.args ?? [])],
    {
      cwd: options.directory,
      env: { ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const { pid } = child;
  const exited = whenExited(child);
  if (pid === undefined) throw new Error(`cannot start ${options.script}`);
  watch(pid);
  if (options.niceness !== undefined) standBack(pid, options.niceness);
  void exited.then(() => unwatch(pid));
  // Nothing is written to the pipe; it exists to be closed.
  child.stdin.on('error', () => undefined);
  forwardLines(child.stdout, 'stdout', options.onLine);
  forwardLines(child.stderr, 'stderr', options.onLine);

  const kill = (signal: NodeJS.Signals): void => killGroup(pid, signal);
  const stop = async (graceMs: number): Promise<void> => {
    kill('SIGTERM');
    const timer = setTimeout(kill, graceMs, 'SIGKILL');
    await exited;
    clearTimeout(timer);
  };
  return { pid, exited, kill, stop };
};

/**
 * The environment variables that a server process needs, without any that could change its
 * behaviour.
 */
export const plainEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  TZ: 'UTC',
});

/** Says how a process ended, in the words that Lambda uses. */
export const describeExit = ({ code, signal }: Exit): string =>
  signal === null ? `exit status ${code}` : `signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
