import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { removeTemporaryDirectories, temporaryDirectory } from '../local/support/bundles.ts';
import { isRunning } from '../local/support/processes.ts';
import { smallPackage } from '../local/support/template.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '..', '..');
const runner = join(root, 'scripts', 'run.mjs');
const runStack = 'tests/local/support/run-stack.ts';

const idle = 'export const handler = async () => undefined;';
/** Runs on after it was started, and never looks up again. */
const endless = `export const handler = async () => { setTimeout(() => { for (;;) {} }, 200); };`;

const begun: number[] = [];

afterEach(() => {
  for (const pid of begun.splice(0)) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
});

afterAll(removeTemporaryDirectories);

interface Started {
  readonly starter: ChildProcess;
  /** All that runs below it, but shells. */
  readonly pids: readonly number[];
}

/** A program that says which processes it started, run by a command. */
const start = async (
  command: string,
  args: readonly string[],
  cwd: string,
  tick = idle,
): Promise<Started> => {
  const { zipOf } = await smallPackage({ work: idle, hear: idle, tick });
  const starter = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      DIRECTORY: await temporaryDirectory(),
      ZIPS: join(zipOf('work'), '..'),
      SIMULATOR: join(root, 'tests/local/support/silent-ses.mjs'),
    },
  });
  for await (const line of createInterface({ input: starter.stdout })) {
    if (!line.startsWith('{')) continue;
    const { own, pids }: { own: number[]; pids: number[] } = JSON.parse(line);
    begun.push(...own, ...pids);
    return { starter, pids: [...own, ...pids] };
  }
  throw new Error('The stack did not start.');
};

const startByRunner = (tick?: string): Promise<Started> =>
  start(process.execPath, [runner, runStack], root, tick);

const startByNpm = async (): Promise<Started> => {
  const folder = await temporaryDirectory();
  const script = `"${process.execPath}" "${runner}" ${runStack}`;
  await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { start: script } }));
  return start('npm', ['start'], folder);
};

const endings = ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const;

describe('what scripts/run.mjs starts', () => {
  it.each(endings)('is gone when npm alone is ended by %s', async (signal) => {
    const { starter, pids } = await startByNpm();
    expect(pids.filter(isRunning)).toEqual(pids);

    starter.kill(signal);

    await until('all are gone', () => pids.filter(isRunning).length === 0);
  });

  it('is gone when npm alone gets SIGINT and ends by it, or else by the SIGTERM that follows', async () => {
    const { starter, pids } = await startByNpm();
    const ended = once(starter, 'exit');

    starter.kill('SIGINT');
    // npm hands it to its shell. Some shells keep it back until their command ends, and npm waits
    // for them: then nothing has ended.
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    starter.kill('SIGTERM');

    await until('all are gone', () => pids.filter(isRunning).length === 0);
  });

  it.each([...endings, 'SIGINT'] as const)(
    'is gone when scripts/run.mjs alone is ended by %s',
    async (signal) => {
      const { starter, pids } = await startByRunner();
      expect(pids.filter(isRunning)).toEqual(pids);

      starter.kill(signal);

      await until('all are gone', () => pids.filter(isRunning).length === 0);
    },
  );

  it('is gone after SIGKILL of the stack itself, a function in an endless loop among it', async () => {
    const { starter, pids } = await startByRunner(endless);
    const [stack = 0] = pids;
    const ended = once(starter, 'exit');
    // The loop has begun.
    await new Promise((resolve) => setTimeout(resolve, 500));

    process.kill(stack, 'SIGKILL');

    await ended;
    await until('all are gone', () => pids.filter(isRunning).length === 0);
  });
});
