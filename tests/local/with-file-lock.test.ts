import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withFileLock } from '../../local/with-file-lock.ts';

describe('withFileLock', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-lock-'));
    file = join(folder, 'lock');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('does one work at a time, all of them, and leaves nothing behind', async () => {
    let underWay = 0;
    let most = 0;
    const work = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await sleep(2);
      underWay -= 1;
      return 'done';
    };

    const results = await Promise.all(Array.from({ length: 8 }, () => withFileLock(file, work)));

    expect(results).toEqual(Array.from({ length: 8 }, () => 'done'));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets the next one in after a failure', async () => {
    await expect(withFileLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );

    await expect(withFileLock(file, async () => 'done')).resolves.toBe('done');
  });

  it('waits for a process that lives, and takes over from it when it is killed', async () => {
    const holder = fork(join(import.meta.dirname, 'hold-lock-process.ts'), [file], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    await once(holder, 'message');
    let isDone = false;
    const waiting = withFileLock(file, async () => {
      isDone = true;
    });

    await sleep(300);
    expect(isDone).toBe(false);
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    await waiting;

    expect(isDone).toBe(true);
    expect(await readdir(folder)).toEqual([]);
  });

  it('makes the folder of the lock where there is none', async () => {
    const deep = join(folder, 'some', 'where', 'lock');

    await expect(withFileLock(deep, async () => 'done')).resolves.toBe('done');
  });
});
