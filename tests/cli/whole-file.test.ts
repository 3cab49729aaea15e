import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWholeFile, NotWritten, type OpenPart } from '../../cli/whole-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whole-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/** A file of which one step fails. */
const failingAt =
  (step: 'writeFile' | 'sync' | 'close'): OpenPart =>
  async () => {
    const fine = async () => {};
    return { writeFile: fine, sync: fine, close: fine, [step]: () => Promise.reject(full) };
  };

describe('createWholeFile', () => {
  it('appears under its name when it is whole, in the place of what was there', async () => {
    const path = join(folder, 'list.csv');
    await writeFile(path, 'old');
    await writeFile(`${path}.part`, 'left over from a run that died, and longer than the new text');
    const file = await createWholeFile(path);
    await file.write('one\n');
    await file.write(`${'x'.repeat(300_000)}\n`);
    expect(await readFile(path, 'utf8')).toBe('old');

    await file.finish();

    expect(await readFile(path, 'utf8')).toBe(`one\n${'x'.repeat(300_000)}\n`);
    expect(await readdir(folder)).toEqual(['list.csv']);
  });

  it.each(['writeFile', 'sync', 'close'] as const)(
    'says so when %s fails, and leaves nothing under its name',
    async (step) => {
      const path = join(folder, 'list.csv');
      const file = await createWholeFile(path, failingAt(step));

      const work = file.write('text').then(file.finish);

      await expect(work).rejects.toThrow(NotWritten);
      await expect(work).rejects.toThrow('no space left');
      await file.abandon();
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('is taken away when it is abandoned', async () => {
    const file = await createWholeFile(join(folder, 'list.csv'));
    await file.write('half of it');

    await file.abandon();

    expect(await readdir(folder)).toEqual([]);
  });

  it('cannot be begun where there is no folder', async () => {
    await expect(createWholeFile(join(folder, 'none', 'list.csv'))).rejects.toThrow(NotWritten);
  });
});
