import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

let directory: string;
beforeAll(async () => {
  await run(process.execPath, [join(root, 'scripts/build-smtp.ts')]);
  directory = await mkdtemp(join(tmpdir(), 'image-'));
  await cp(join(root, '.image'), directory, { recursive: true });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('what the image of the SMTP door holds', () => {
  it('is JavaScript alone', async () => {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);

    expect(files).toContain('ses-pipeline.mjs');
    expect(files.filter((name) => !name.endsWith('.mjs'))).toEqual([]);
  });

  it('runs where no library is installed, and asks for its certificate', async () => {
    const args = ['ses-pipeline.mjs', '--stage', 'test', '--region', 'eu-west-1', 'smtp'];
    const ran = run(process.execPath, args, {
      cwd: directory,
      env: { PATH: process.env.PATH ?? '', SMTP_CERTIFICATE: 'x', SMTP_PRIVATE_KEY: 'x' },
    });

    await expect(ran).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The certificate or its key cannot be used'),
    });
  });
});
