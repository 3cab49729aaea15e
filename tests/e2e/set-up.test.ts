import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { wordsOf } from '../support/documented-commands.ts';
import { runCommand } from '../support/run-command.ts';

// From an SES account in which nothing is verified to mail that arrives: each set-up of
// docs/switching.md, line by line, with the command itself.

const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'switching.md'), 'utf8');
const blocks = (kind: string): ReadonlyMap<string, string> =>
  new Map(
    [
      ...page.matchAll(
        new RegExp(`<!-- ${kind}: (\\S+) -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``, 'g'),
      ),
    ].map(([, name = '', text = '']) => [name, text]),
  );
const setUps = [...blocks('set-up')].map(([name, text]) => ({
  name,
  lines: text.trim().split('\n'),
}));

/** Last line of each set-up: it tells what is left. */
const doctor = 'doctor';

/** Number of commands that the page's table tells, in the order of the set-ups. */
const told = [...page.matchAll(/^\| \[[^\]]+\]\(#a-[a-z0-9-]+\) \| (\d+) \|/gm)].map(([, count]) =>
  Number(count),
);

let folder: string;
let stack: Stack;
let startedAtMs: number;

/** Runs a line of a set-up; what it prints goes where `>>` leads. */
const runLine = async (line: string) => {
  const [, text = '', file] = /^npx ses-pipeline (.*?)(?: >> (\S+))?$/.exec(line) ?? [];
  const run = await runCommand(wordsOf(text), { cwd: folder });
  if (file !== undefined) await appendFile(join(folder, file), `${run.out}\n`);
  return { ...run, line };
};

it('docs/switching.md tells how many commands the set-up of each team takes', () => {
  expect(setUps).toHaveLength(5);
  expect(told).toEqual(setUps.map(({ lines }) => lines.length));
});

describe('set-up from an empty account', () => {
  beforeEach(async () => {
    startedAtMs = performance.now();
    folder = await mkdtemp(join(tmpdir(), 'set-up-'));
    stack = await startStack({
      package: await packagedTemplate(),
      directory: join(folder, '.local'),
      identities: [],
      rate: 1,
      quota: 200,
      longestWindowSeconds: 1,
      quiet: true,
    });
    for (const [name, text] of blocks('file')) await writeFile(join(folder, name), text);
  });
  afterEach(async () => {
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(setUps)(
    'leads to mail that arrives: $name',
    async ({ name, lines: [start, ...lines] }) => {
      expect(start).toBe('npm start -- --empty-account');
      for (const line of lines.filter((one) => !one.endsWith(doctor))) {
        const { code, out, err } = await runLine(line);
        expect({ line, code, ...(code === 0 ? {} : { out, err }) }).toEqual({ line, code: 0 });
      }
      const { out } = await runLine(`npx ses-pipeline ${doctor}`);
      expect(out.match(/^failure +\S+/gm)).toEqual([expect.stringMatching(/production-access$/)]);
      const stats = await (await fetch(`${stack.endpoints.ses}/_sim/stats`)).json();

      // The mail of the set-up, and that of the doctor.
      expect(stats).toMatchObject({ acceptedRecipients: 2 });
      const seconds = Math.round((performance.now() - startedAtMs) / 1000);
      process.stdout.write(`set-up ${name}: ${lines.length + 1} commands, ${seconds} s\n`);
    },
  );
});
