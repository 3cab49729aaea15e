import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
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

  it('takes over from a process that died', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await writeFile(file, String(pid));

    await expect(
      Promise.all([withFileLock(file, async () => 1), withFileLock(file, async () => 2)]),
    ).resolves.toEqual([1, 2]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes over from a process that died while it took over from another', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await Promise.all([writeFile(file, String(pid)), writeFile(`${file}.clearing`, String(pid))]);

    await expect(withFileLock(file, async () => 'done')).resolves.toBe('done');
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes over a lock that is older than any work, whoever has its process id by now', async () => {
    await writeFile(file, String(process.pid));
    const longAgo = Date.now() / 1000 - 3600;
    await utimes(file, longAgo, longAgo);

    await expect(withFileLock(file, async () => 'done')).resolves.toBe('done');
  });

  it('waits for a process that lives', async () => {
    await writeFile(file, String(process.pid));
    let isDone = false;
    const waiting = withFileLock(file, async () => {
      isDone = true;
    });

    await sleep(150);
    expect(isDone).toBe(false);
    await rm(file);
    await waiting;

    expect(isDone).toBe(true);
  });

  it('says so when there is no folder for the lock', async () => {
    await expect(withFileLock(join(folder, 'nowhere', 'lock'), async () => 'done')).rejects.toThrow(
      'ENOENT',
    );
  });
});
