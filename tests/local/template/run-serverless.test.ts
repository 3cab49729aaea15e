import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { templateWith } from '../../../local/template/packaged.ts';

describe('runServerless', () => {
  const temporary = process.env.TMPDIR;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'run-serverless-'));
    process.env.TMPDIR = folder;
  });

  afterEach(async () => {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves nothing behind in the temporary folder', async () => {
    await templateWith([]);

    expect(await readdir(folder)).toEqual([]);
  });
});
