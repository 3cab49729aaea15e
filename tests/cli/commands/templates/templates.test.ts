import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffTemplates } from '../../../../cli/commands/templates/diff.ts';
import { lineDiff } from '../../../../cli/commands/templates/line-diff.ts';
import { listTemplates } from '../../../../cli/commands/templates/list.ts';
import { renderOfFolder } from '../../../../cli/commands/templates/render.ts';
import { showTemplate } from '../../../../cli/commands/templates/show.ts';
import { syncTemplates } from '../../../../cli/commands/templates/sync.ts';
import { readTemplateFolder } from '../../../../cli/commands/templates/template-folder.ts';
import type { TemplatesIo } from '../../../../cli/commands/templates/templates-io.ts';
import { sesTemplates } from '../../../../shared/aws/ses/ses-templates.ts';
import { type SimulatedSes, simulateSes } from '../../../simulator/simulated-ses.ts';
import { capturedIo } from '../../captured-io.ts';

/** A line of a template; empty lines are another case. */
const line = fc.string({
  minLength: 1,
  maxLength: 120,
  unit: fc.constantFrom('a', 'b', ' ', '🎌'),
});

let simulated: SimulatedSes;
let folder: string;
let answer: Awaited<ReturnType<TemplatesIo['confirm']>>;
let questions: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'templates-'));
  simulated = await simulateSes({
    templates: [{ name: 'Old', subject: 'Old', text: 'old' }],
  });
  answer = { kind: 'confirmed' };
  questions = [];
});

afterEach(async () => {
  await simulated.close();
  await rm(folder, { recursive: true, force: true });
});

const write = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
};

const writeWelcome = async (body = 'Hello {{name}}\n'): Promise<void> => {
  await write('Welcome/subject.txt', 'Hi {{user.name}}\n');
  await write('Welcome/body.txt', body);
  await write('Welcome/body.html', '<p>{{name}}</p>');
};

const run = async (command: (io: TemplatesIo) => Promise<number>) => {
  const captured = capturedIo();
  const code = await command({
    ...captured,
    confirm: async (question) => {
      questions.push(question);
      return answer;
    },
    templates: sesTemplates(simulated.ses2, async () => undefined),
    readFolder: readTemplateFolder,
  });
  return { code, out: captured.out.join('\n'), err: captured.err.join('\n') };
};

const sync = (options = {}) => run((io) => syncTemplates({ folder, ...options }, io));
const diff = (options = {}) => run((io) => diffTemplates({ folder, ...options }, io));
const list = (options = {}) => run((io) => listTemplates({ folder, ...options }, io));
const show = (name: string, options = {}) => run((io) => showTemplate(name, options, io));
const render = (options = {}) => run((io) => renderOfFolder('Welcome', { folder, ...options }, io));

describe('templates sync', () => {
  it('creates and updates what differs, keeps what only SES has, and then has nothing to do', async () => {
    await writeWelcome();

    const made = await sync();
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining('Welcome  created') });
    expect(made.err).toContain('Old stays, because only SES has it');
    expect(questions).toEqual([expect.stringContaining('Create 1, update 0 and delete 0')]);

    await writeWelcome('Good day {{name}}\n');
    const changed = await sync();
    expect(changed.out).toContain('- Hello {{name}}\n    + Good day {{name}}');
    expect(changed.out).toContain('Welcome  updated');

    questions = [];
    expect(await sync()).toMatchObject({ code: 0 });
    expect(questions).toEqual([]);
    expect((await show('Welcome')).out).toBe(
      'Subject: Hi {{user.name}}\n\nText:\nGood day {{name}}\n\n\nHTML:\n<p>{{name}}</p>',
    );
  });

  it('deletes with --delete alone', async () => {
    await writeWelcome();

    expect(
      (await sync({ delete: true, json: true })).out.split('\n').map((l) => JSON.parse(l)),
    ).toEqual([
      { name: 'Old', change: 'extra', parts: [], outcome: 'deleted' },
      { name: 'Welcome', change: 'create', parts: ['subject', 'html', 'text'], outcome: 'created' },
    ]);
    expect((await list({ json: true })).out).toBe(
      '{"name":"Welcome","inSes":true,"inFolder":true}',
    );
  });

  it('shows, asks, and does nothing after a no', async () => {
    await writeWelcome();
    answer = { kind: 'refused', exitCode: 1 };

    expect(await sync({ delete: true })).toMatchObject({
      code: 1,
      out: expect.stringContaining('+ Hi {{user.name}}'),
    });
    expect((await diff()).code).toBe(3);
    expect((await show('Old')).code).toBe(0);
  });

  it('removes a part whose file is gone', async () => {
    await writeWelcome();
    await sync();
    await rm(join(folder, 'Welcome', 'body.html'));

    expect(await sync({ json: true })).toMatchObject({
      out: expect.stringContaining('"parts":["html"],"outcome":"updated"'),
    });
    expect(JSON.parse((await show('Welcome', { json: true })).out).html).toBeNull();
  });
});

describe('templates diff', () => {
  it('names what differs, and exits with 3 until nothing does', async () => {
    await writeWelcome();
    await write('Old/subject.txt', 'Old');
    await write('Old/body.txt', 'new');

    const differs = await diff();
    expect(differs.code).toBe(3);
    expect(differs.out).toContain('Old  differs in SES\n  text\n    - old\n    + new');
    expect(differs.out).toContain('Welcome  is not in SES');

    await sync();
    expect(await diff()).toMatchObject({ code: 0, err: '' });
  });

  it.each<readonly [string, string, readonly string[]]>([
    ['a\nb\nc', 'a\nx\nc', ['- b', '+ x']],
    ['', 'a', ['+ a']],
    ['a\na', 'a', ['- a']],
    ['a', 'a', []],
  ])('of %j and %j', (before, after, lines) => {
    expect(lineDiff(before, after)).toEqual(lines);
  });

  it('shows of a long line the part that differs, with a little around it', () => {
    const [head, tail] = ['<p>'.repeat(100), '</p>'.repeat(100)];

    expect(lineDiff(`${head}Dear 🎌${tail}`, `${head}Dear 🎎 all${tail}`)).toEqual([
      `- …${'<p>'.repeat(9).slice(2)}Dear 🎌${'</p>'.repeat(7)}</…`,
      `+ …${'<p>'.repeat(9).slice(2)}Dear 🎎 all${'</p>'.repeat(7)}</…`,
    ]);
    expect(lineDiff(`${head}a\nb`, `${head}a`)).toEqual(['- b']);
    expect(lineDiff(`a${head}\nb`, 'c')).toEqual([`- a${head}`, '- b', '+ c']);
  });

  it('of one line shows all that differs, whatever is cut away', () =>
    fc.assert(
      fc.property(line, line, line, line, (head, before, after, tail) => {
        const [old = '', fresh = ''] = lineDiff(head + before + tail, head + after + tail);
        const whole = (shown: string): string => shown.slice(2).replaceAll('…', '');

        if (before === after) return;
        expect(head + before + tail).toContain(whole(old));
        expect(head + after + tail).toContain(whole(fresh));
        expect(whole(old).length - whole(fresh).length).toBe(before.length - after.length);
      }),
    ));
});

describe('templates render', () => {
  it('renders with the data of a file', async () => {
    await writeWelcome();
    await write('data.json', '{"name":"Ann","user":{"name":"A\\u001b[2J"}}');

    expect(await render({ data: join(folder, 'data.json') })).toEqual({
      code: 0,
      err: '',
      out: 'Subject: Hi A [2J\n\nText:\nHello Ann\n\n\nHTML:\n<p>Ann</p>',
    });
  });

  it('names all that is missing or null, and exits with 3', async () => {
    await writeWelcome();
    await write('data.json', '{"name":null,"user":{}}');

    expect(await render({ data: join(folder, 'data.json') })).toEqual({
      code: 3,
      out: '',
      err: 'subject: user.name is missing or null\nhtml: name is missing or null\ntext: name is missing or null',
    });
    expect(JSON.parse((await render({ json: true })).out).problems).toHaveLength(3);
  });

  it.each([
    ['[]', 'is not a JSON object'],
    ['{', 'is not a JSON object'],
    [JSON.stringify({ a: 'x'.repeat(262_144) }), 'has more than 262144 characters'],
  ])('refuses data that SES would not take', async (data, problem) => {
    await writeWelcome();
    await write('data.json', data);

    expect(await render({ data: join(folder, 'data.json') })).toMatchObject({
      code: 2,
      err: expect.stringContaining(problem),
    });
  });
});

describe('a folder', () => {
  it('that is not there is named, and lists as none', async () => {
    const missing = join(folder, 'missing');

    expect(await diff({ folder: missing })).toMatchObject({
      code: 2,
      err: expect.stringContaining('Name one with --folder'),
    });
    expect((await list({ folder: missing })).out).toMatch(/^Old +yes +-$/m);
  });

  it('is told all its problems at once, and changes nothing', async () => {
    await write('Bad name/subject.txt', 'x');
    await write('Broken/subject.txt', 'two\nlines');
    await write('Broken/body.txt', '{{#if a}}');
    await write('Empty/body.html', 'x');

    const { code, err } = await sync();

    expect(code).toBe(2);
    expect(err.split('\n').map((line) => line.slice(folder.length + 1))).toEqual([
      'Bad name: the name may have 1 to 64 of A-Z a-z 0-9 _ and -',
      'Bad name: has neither body.html nor body.txt',
      'Broken: subject.txt has more than one line',
      expect.stringContaining('Broken: body.txt: Parse error on line 1'),
      'Empty: has no subject.txt',
    ]);
    expect(questions).toEqual([]);
  });

  it.each(['', 'a b', 'x'.repeat(65)])('%j is no name of a template', async (name) => {
    expect((await show(name)).code).toBe(2);
  });
});
