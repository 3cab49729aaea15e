import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { documentedCommands, wordsOf } from '../support/documented-commands.ts';

// The commands of README and the pages, as they stand there, against a pipeline that runs.

const bin = join(import.meta.dirname, '..', '..', 'cli', 'bin.mjs');

const clinic = {
  email: { primary: { provider: 'ses', enabled: true, credentials: {} }, fallback: [] },
};

let folder: string;
let stack: Stack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory: join(folder, 'stack'),
    rate: 20,
    quota: 50_000,
    latencyMs: 20,
    quiet: true,
    longestWindowSeconds: 1,
  });
  // Where the command looks for a pipeline of this machine.
  await symlink(join(folder, 'stack'), join(folder, '.local'));
  // The file that an example names.
  await writeFile(join(folder, 'clinic.json'), JSON.stringify(clinic));
});

afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Credentials of an AWS role, as ECS and EC2 hand them over: `credentials` proves them. */
const roleCredentials = {
  ...{ AWS_ACCESS_KEY_ID: 'ASIASIMULATED', AWS_SECRET_ACCESS_KEY: 'any' },
  ...{ AWS_SESSION_TOKEN: 'token', AWS_EC2_METADATA_DISABLED: 'true' },
};

/** A command of a page with what is here in place of what only a deployed stage has. */
const onThisMachine = (text: string): string =>
  text
    .replace(/https:\/\/abc123\.\S+/, stack.endpoints.api ?? '')
    .replace(/--(starttls|tls)-port \d+/g, '--$1-port 0')
    .replace(/^(.* smtp .*)$/, '$1 --health-port 0');

const run = (words: readonly string[]): Promise<Run> =>
  new Promise((resolve) => {
    const { AWS_ENDPOINT_URL_SQS: _, ...env } = process.env;
    const child = execFile(
      process.execPath,
      [bin, ...words.slice(words.indexOf('ses-pipeline') + 1)],
      { cwd: folder, env: { ...env, ...roleCredentials, NODE_OPTIONS: '' } },
      (error, out, err) =>
        resolve({
          code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1,
          out,
          err,
        }),
    );
    // A server runs until it is stopped, once it has said that it is ready.
    if (words.includes('smtp')) child.stdout?.once('data', () => child.kill('SIGTERM'));
    // What a command reads from standard input: the secret of an access key.
    child.stdin?.end('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n');
  });

const commandsOf = (page: string): readonly string[] =>
  documentedCommands
    .filter(
      (one) =>
        one.page === page &&
        one.isWhole &&
        one.needs === undefined &&
        one.words.includes('ses-pipeline'),
    )
    .map(({ text }) => text);

describe('the commands of README.md', () => {
  it('send a message, say what became of it, and list who is suppressed', async () => {
    const [send = '', status = '', list = '', ...others] = commandsOf('README.md');

    const sent = await run(wordsOf(send));
    const id = sent.out.trim();
    const told = await run(wordsOf(status.replace('ID', id)));
    const listed = await run(wordsOf(list));

    expect(others).toEqual([]);
    expect(sent).toMatchObject({ code: 0, err: '' });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    // The message may not have been taken from its queue yet.
    expect([0, 3]).toContain(told.code);
    expect(listed.code).toBe(0);
  });
});

describe('the commands of the pages', () => {
  it.each([
    ...['docs/api.md', 'docs/cli.md', 'docs/dead-letters.md'].flatMap((page) =>
      commandsOf(page).map((text) => [page, text] as const),
    ),
  ])('%s: %s: does its work, or says that there is nothing of the kind', async (_page, text) => {
    const { code, out, err } = await run(wordsOf(onThisMachine(text)));

    expect([0, 3]).toContain(code);
    expect(out + err).not.toBe('');
  });
});
