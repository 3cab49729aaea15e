import { execFile } from 'node:child_process';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '..', '..', 'cli', 'bin.mjs');

/** What a run of the command said. */
export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Instead of the environment of this process, of which only the search path is kept. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard input, which is no terminal; default: empty. */
  readonly input?: string;
  /** Ends the run, as for a server that has said that it is ready. */
  readonly isOver?: (out: string) => boolean;
}

/** Runs the real command as a person would who types these words behind `ses-pipeline`. */
export const runCommand = (words: readonly string[], options: RunOptions): Promise<CommandRun> =>
  new Promise((resolve) => {
    const { PATH = '', HOME = '' } = process.env;
    const child = execFile(
      process.execPath,
      [bin, ...words],
      {
        cwd: options.cwd,
        env: { PATH, HOME, ...options.environment },
        timeout: 120_000,
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, out, err) => {
        const code = typeof error?.code === 'number' ? error.code : 1;
        resolve({ code: error === null ? 0 : code, out, err });
      },
    );
    let shown = '';
    let isEnding = false;
    child.stdout?.on('data', (data) => {
      shown += String(data);
      // Once, because a second signal ends a server that is ending; and not before it listens to signals.
      if (isEnding || options.isOver?.(shown) !== true) return;
      isEnding = true;
      setTimeout(() => child.kill('SIGTERM'), 500);
    });
    child.stdin?.on('error', () => undefined).end(options.input ?? '');
  });

/** Does the same with each, two at a time, because that is what a small machine has cores for. */
export const twoAtATime = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all([worker(), worker()]);
  return results;
};
