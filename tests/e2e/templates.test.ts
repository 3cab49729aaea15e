import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { runCommand } from '../support/run-command.ts';
import { readUntil } from '../support/until.ts';

// Templates from a folder to SES and into mail, as a person works with them, on the packaged functions.

const received = z.array(z.object({ id: z.string(), to: z.array(z.string()) }));
const body = 'Dear {{name}}, {{#if points}}you have {{points}} points{{else}}welcome{{/if}}.\n';

let folder: string;
let stack: Stack;

const run = (...words: readonly string[]) => runCommand(words, { cwd: folder });

const writeTemplate = async (name: string, text: string): Promise<void> => {
  await mkdir(join(folder, 'templates', name), { recursive: true });
  await writeFile(join(folder, 'templates', name, 'subject.txt'), 'Hello {{name}}\n');
  await writeFile(join(folder, 'templates', name, 'body.txt'), text);
};

/** Sends to three readers, of whom the second has no name. */
const sendToThree = async (id: string, template: object, ...options: readonly string[]) => {
  const destinations = [
    { to: [`${id}-ada@example.org`], data: { name: 'Ada' } },
    { to: [`${id}-none@example.org`] },
    { to: [`${id}-bob@example.org`], data: { name: 'Bob', points: 7 } },
  ];
  const from = 'Shop <hello@example.com>';
  const message = { messageId: id, stream: 'notifications', from, template, destinations };
  await writeFile(join(folder, `${id}.json`), JSON.stringify(message));
  return run('send', '--file', `${id}.json`, ...options);
};

const linesOf = (out: string): readonly string[] => out.trimEnd().split('\n');

const mailsTo = async (prefix: string) =>
  received
    .parse(await (await fetch(`${stack.endpoints.ses}/_sim/messages`)).json())
    .filter(({ to: [first = ''] }) => first.startsWith(prefix));

/** Subject and last line of the mail to somebody. */
const mailTo = async (address: string): Promise<readonly (string | undefined)[]> => {
  const [mail] = await readUntil(
    () => mailsTo(address),
    ({ length }) => length > 0,
  );
  const raw = await fetch(`${stack.endpoints.ses}/_sim/messages/${mail?.id}/raw`);
  const lines = (await raw.text()).split('\r\n');
  return [
    lines.find((line) => line.startsWith('Subject:')),
    lines.find((line) => /^Dear/.test(line)),
  ];
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'templates-'));
  await writeTemplate('Welcome', body);
  await writeTemplate('Bye', 'Dear {{name}}, good bye.\n');
  stack = await startStack({
    package: await packagedTemplate(),
    directory: join(folder, '.local'),
    rate: 50,
    latencyMs: 10,
    longestWindowSeconds: 1,
    quiet: true,
  });
});

afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('templates', () => {
  it('are put into SES from their folder', async () => {
    expect(await run('templates', 'diff')).toMatchObject({
      ...{ code: 3, out: expect.stringContaining('Welcome  is not in SES') },
    });

    expect((await run('templates', 'sync', '--yes')).out).toContain('Welcome  created');

    expect((await run('templates', 'diff')).code).toBe(0);
  });

  it('are rendered for each of several, and SES tells on the timeline of whom it could not', async () => {
    const template = { name: 'Welcome', data: {} };
    const sent = await sendToThree('stored', template, '--wait', '60', '--json');

    expect(linesOf(sent.out).map((line) => JSON.parse(line))).toMatchObject([
      { messageId: 'stored.1', state: 'delivered' },
      { messageId: 'stored.2', state: 'failed', reasons: ['renderingFailure'] },
      { messageId: 'stored.3', state: 'delivered' },
    ]);
    expect(sent.code).toBe(5);
    expect(await mailTo('stored-ada@')).toEqual(['Subject: Hello Ada', 'Dear Ada, welcome.']);
    expect(await mailTo('stored-bob@')).toEqual([
      'Subject: Hello Bob',
      'Dear Bob, you have 7 points.',
    ]);
    const { timeline } = JSON.parse((await run('status', 'stored.2', '--json')).out);
    expect(timeline).toContainEqual({
      ...{ at: expect.any(String), what: 'renderingFailure' },
      detail: expect.stringContaining("Attribute 'name' is not present in the rendering data."),
    });
    const whole = await run('status', 'stored');
    expect(whole.out).toContain('states      2 delivered, 1 failed');
    expect(whole.code).toBe(5);
  });

  it('in the message itself are refused for whom a value is missing, and for nobody else', async () => {
    const content = { subject: 'Hello {{name}}', text: 'Dear {{name}}.' };
    const problem = 'destinations[1].data.name: is missing or null';
    const checked = await sendToThree('own', { content, data: {} }, '--check');
    expect(checked).toMatchObject({ code: 3, out: expect.stringContaining(problem) });

    const sent = await sendToThree('own', { content, data: {} });

    expect(sent).toMatchObject({ code: 3, err: expect.stringContaining(problem) });
    expect(linesOf(sent.out)).toEqual(['own.1', 'own.3']);
    expect(await mailTo('own-ada@')).toEqual(['Subject: Hello Ada', 'Dear Ada.']);
    expect(await mailTo('own-bob@')).toEqual(['Subject: Hello Bob', 'Dear Bob.']);
    expect(await mailsTo('own-none@')).toEqual([]);
  });

  it('that differ or are gone from the folder are shown, changed and removed', async () => {
    await rm(join(folder, 'templates', 'Bye'), { recursive: true });
    await writeTemplate('Welcome', body.replace('Dear', 'Good day'));

    const diff = await run('templates', 'diff', '--json');
    expect(linesOf(diff.out).map((line) => JSON.parse(line))).toEqual([
      { name: 'Bye', change: 'extra', parts: [] },
      { name: 'Welcome', change: 'update', parts: ['text'] },
    ]);

    const { out } = await run('templates', 'sync', '--delete', '--yes');
    expect(out).toContain('+ Good day {{name}}, ');
    expect(linesOf(out)).toEqual(expect.arrayContaining(['Bye  deleted', 'Welcome  updated']));
    expect((await run('templates', 'show', 'Bye')).code).toBe(3);
  });
});
