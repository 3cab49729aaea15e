import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ses-simulator-'));
});

let children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  await rm(folder, { recursive: true });
});

const run = (...args: readonly string[]) => {
  const command = ['--disable-warning=ExperimentalWarning', 'simulator/main.ts', ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
};

describe('command line', () => {
  it('says in one line of JSON where it is, with what its file says, and ends on SIGTERM', async () => {
    const config = join(folder, 'config.json');
    await writeFile(
      config,
      JSON.stringify({ identities: ['only.example'], configurationSets: [{ name: 'bulk' }] }),
    );
    const child = run(
      '--port',
      '0',
      '--rate',
      '7',
      '--quota',
      '-1',
      '--ready-json',
      '--config',
      config,
    );

    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const { url } = JSON.parse(String(line));
    const stats = await (await fetch(`${url}/_sim/stats`)).json();
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');

    expect(stats).toMatchObject({ maxSendRate: 7, max24HourSend: -1, isSandbox: false });
    expect(code).toBe(0);
  });

  it.each([
    [
      {
        configurationSets: [
          {
            name: 'bulk',
            eventDestinations: [{ name: 'd', matchingEventTypes: ['dance'], topicArn: 'arn:x' }],
          },
        ],
      },
      'dance',
    ],
    [{ identitys: [] }, 'identitys'],
  ])('refuses a file it does not understand: %j', async (content, problem) => {
    const config = join(folder, 'config.json');
    await writeFile(config, JSON.stringify(content));
    const child = run('--port', '0', '--config', config);
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });

    const [code] = await once(child, 'close');

    expect(code).toBe(1);
    expect(errors).toContain(problem === 'dance' ? 'unknown event type' : problem);
  });
});
