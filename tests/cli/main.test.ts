import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const command = join(import.meta.dirname, '..', '..', 'cli', 'bin.mjs');

/** Runs the command as a shell would, away from any local stack. */
const run = async (
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> => {
  const cwd = await mkdtemp(join(tmpdir(), 'ses-pipeline-cli-'));
  await writeFile(join(cwd, 'event.json'), '{"eventType":"Open"');
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  await rm(cwd, { recursive: true });
  return { code, out, err };
};

describe('main', () => {
  it('shows what there is, and exits with 0', async () => {
    const { code, out } = await run('--help');

    expect(code).toBe(0);
    for (const verb of ['send', 'status', 'suppressions', 'explain-event'])
      expect(out).toContain(verb);
  });

  it.each([
    [['sendd'], /unknown command/],
    [['status'], /missing required argument/],
    [['send', '--unknown'], /unknown option/],
    [['send', '--stage', 'a b'], /A stage name/],
  ])('exits with 2 on the mistake %j, and says what it is', async (args, sentence) => {
    const { code, out, err } = await run(...args);

    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(sentence);
  });

  it('hands on the exit code of a command', async () => {
    expect(await run('explain-event', '--json', 'event.json')).toMatchObject({ code: 3 });
    expect(await run('explain-event', '--json', 'missing.json')).toMatchObject({ code: 2 });
  });
});
