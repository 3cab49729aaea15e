import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as lambda from '@aws-sdk/client-lambda';
import * as ses from '@aws-sdk/client-ses';
import * as sesv2 from '@aws-sdk/client-sesv2';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BenchActions, benchCommand } from '../../bench/command.ts';
import { designNames } from '../../bench/pacing/run-pacing.ts';
import { readStartOptions } from '../../local/start-options.ts';
import { readOptions } from '../../proofs/simulation/options.ts';
import { type CommandHelp, commandHelp } from '../support/command-help.ts';
import {
  type DocumentedCommand,
  documentedCommands,
  pages,
  wordsOf,
} from '../support/documented-commands.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const { name, version, scripts } = JSON.parse(read('package.json')) as {
  readonly name: string;
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
};

/** What `npm pack` writes. */
const packedFile = `./${name}-${version}.tgz`;

/** Parameters of the service, with the values of all stages. */
const [, parameterBlock = ''] = /^params:\n([\s\S]*?)^\S/m.exec(read('serverless.yml')) ?? [];
const parameters = [...parameterBlock.matchAll(/^ {4}(\w+):/gm)].map(([, name = '']) => name);

type Kind = 'ses-pipeline' | 'npm' | 'serverless' | 'aws' | 'stack' | 'docker' | 'shell';

const kindOf = ({ words: [first, second] }: DocumentedCommand): Kind | undefined => {
  if (first === 'npx')
    return second === 'ses-pipeline' || second === 'serverless' ? second : undefined;
  if (first === 'aws' && second === 'cloudformation') return 'stack';
  if (first === 'docker') return first;
  if (first === 'ses-pipeline' || first === 'npm' || first === 'aws') return first;
  return first === 'source' || first === 'export' ? 'shell' : undefined;
};

const ofKind = (kind: Kind) =>
  [
    ...new Map(
      documentedCommands
        .filter((one) => kindOf(one) === kind)
        .map((one) => [`${one.isWhole} ${one.text}`, one]),
    ).values(),
  ].map((one) => [one.page, one.text, one] as const);

/** `--some-option` of each word that is one; `--a=b` is `--a`. */
const optionsIn = (words: readonly string[]): readonly string[] =>
  words
    .filter((word) => word.startsWith('--') && word !== '--')
    .map((word) => word.split('=')[0] ?? '');

/** A command on a deployed stage; `policy` asks no account. */
const asksAStage = ({ words }: DocumentedCommand): boolean =>
  words.includes('--stage') && !words.includes('policy');

describe('commands in the documents', () => {
  it('are all of a kind that is tested below', () => {
    expect(documentedCommands.length).toBeGreaterThan(50);
    expect(
      documentedCommands.filter((one) => kindOf(one) === undefined).map(({ text }) => text),
    ).toEqual([]);
  });

  it('say so when they need more than this machine has', () => {
    const silent = documentedCommands.filter(
      (one) =>
        one.isWhole &&
        one.needs === undefined &&
        (kindOf(one) === 'aws' || kindOf(one) === 'serverless' || asksAStage(one)),
    );

    expect(silent.map(({ page, text }) => `${page}: ${text}`)).toEqual([]);
  });
});

describe('ses-pipeline in the documents', () => {
  let commands: readonly CommandHelp[];
  const away = mkdtempSync(join(tmpdir(), 'documented-'));

  beforeAll(async () => {
    commands = await commandHelp();
  });

  afterAll(() => rmSync(away, { recursive: true }));

  /** The command that the words begin with, and the options behind it. */
  const commandIn = (words: readonly string[]): CommandHelp | undefined => {
    const verbs = new Set(commands.map(({ path }) => path.split(' ')[0]));
    const first = words.findIndex((word) => verbs.has(word));
    return commands
      .filter(
        ({ path }) => path !== '' && `${words.slice(first).join(' ')} `.startsWith(`${path} `),
      )
      .toSorted((one, other) => other.path.length - one.path.length)[0];
  };

  /**
   * Away from any local stack: what is right so far cannot find a pipeline, what is wrong is told
   * of before.
   */
  const run = (words: readonly string[]) =>
    new Promise<string>((resolve) => {
      const { AWS_ENDPOINT_URL_SQS: _, ...env } = process.env;
      const args = [
        join(root, 'cli', 'bin.mjs'),
        ...words.slice(words.indexOf('ses-pipeline') + 1),
      ];
      const child = execFile(
        process.execPath,
        args,
        {
          cwd: away,
          env: { ...env, AWS_REGION: '', AWS_PROFILE: '', AWS_EC2_METADATA_DISABLED: 'true' },
        },
        (_error, out, err) => resolve(out + err),
      );
      child.stdin?.end();
    });

  it.each(ofKind('ses-pipeline'))('%s: %s: exists, with these options', (_page, _text, one) => {
    const found = commandIn(one.words);
    const global = commands.find(({ path }) => path === '')?.options ?? [];

    expect(found).toBeDefined();
    expect([...(found?.options ?? []), ...global]).toEqual(
      expect.arrayContaining([...optionsIn(one.words)]),
    );
  });

  it.each(ofKind('ses-pipeline').filter(([, , { isWhole }]) => isWhole))(
    '%s: %s: is understood as it stands',
    async (_page, _text, { words }) => {
      const told = await run(words);

      expect(told).not.toMatch(/error: |--help shows/);
      expect(told).not.toBe('');
    },
  );

  it('would notice an option that does not exist', async () => {
    expect(await run(wordsOf('ses-pipeline dead-letters redrive --everything'))).toMatch(/error: /);
  });

  it('has every command and every option of it in cli.md, in the section of the command', () => {
    const sections = (pages.get('docs/cli.md') ?? '').split(/^## /m);
    const sectionOf = (path: string) =>
      sections.find((section) =>
        (section.split('\n')[0] ?? '').match(/[a-z-]+/g)?.includes(path.split(' ')[0] ?? ''),
      ) ?? '';
    const missing = commands
      .filter(({ path, isGroup }) => path !== '' && !isGroup)
      .flatMap(({ path, options }) =>
        options
          .filter((option) => !['--help', '--json', '--yes'].includes(option))
          .filter((option) => !new RegExp(`${option}(?![a-z-])`).test(sectionOf(path)))
          .map((option) => `${path} ${option}`),
      );

    expect(commands.length).toBeGreaterThan(15);
    expect(commands.filter(({ path }) => path !== '' && sectionOf(path) === '')).toEqual([]);
    expect(missing).toEqual([]);
  });
});

describe('npm in the documents', () => {
  const silentActions = new Proxy({} as BenchActions, { get: () => async () => true });

  /** What follows `--`. */
  const argumentsOf = (words: readonly string[]): readonly string[] =>
    words.includes('--') ? words.slice(words.indexOf('--') + 1) : [];

  it.each(ofKind('npm'))(
    '%s: %s: is a script of the package, with arguments that it takes',
    async (_page, _text, { words }) => {
      const [, verb = '', script = ''] = words;
      const args = argumentsOf(words);
      if (verb === 'install') return expect(words.slice(2)).toEqual([packedFile]);
      if (verb === 'pack') return expect(words.slice(2)).toEqual([]);
      const name = verb === 'run' ? script : verb;
      expect(Object.keys(scripts)).toContain(name);
      if (name === 'start') return expect(() => readStartOptions(args)).not.toThrow();
      if (name === 'simulate') return expect(readOptions(args).kind).not.toBe('wrong');
      if (name === 'bench') {
        const command = benchCommand(designNames, silentActions, () => undefined).exitOverride();
        return expect(command.parseAsync([...args], { from: 'user' })).resolves.toBeDefined();
      }
      expect(args).toEqual([]);
    },
  );
});

describe('tables of options in the documents', () => {
  const optionsOfHelp = (help: string): readonly string[] =>
    [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)]
      .map(([, option = '']) => option)
      .filter((option) => option !== '--help');
  /** Of the rows of a section, or of a page. */
  const optionsOfRows = (text: string): readonly string[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith('| `--'))
      .flatMap((line) =>
        [...(line.split('|')[1] ?? '').matchAll(/--[a-z-]+/g)].map(([name]) => name),
      );
  const helpOf = (file: string): Promise<string> =>
    new Promise((resolve) => {
      execFile(process.execPath, [join(root, file), '--help'], (_error, out, err) =>
        resolve(out + err),
      );
    });

  it.each([
    ['npm start', 'docs/cli.md', '# npm start\n', 'local/start.ts'],
    ['the simulator', 'docs/simulator.md', '# The SES simulator\n', 'simulator/main.ts'],
  ])('have every option of %s, and no other', async (_what, page, heading, file) => {
    const content = pages.get(page) ?? '';
    const told = optionsOfRows(content.slice(content.lastIndexOf(heading)));

    expect([...told].sort()).toEqual([...optionsOfHelp(await helpOf(file))].sort());
  });
});

describe('serverless in the documents', () => {
  it.each(ofKind('serverless'))(
    '%s: %s: names parameters that there are',
    (_page, _text, { words }) => {
      const named = words.flatMap((word, index) =>
        words[index - 1] === '--param' ? [word.split('=')[0] ?? ''] : [],
      );

      expect(['deploy', 'remove', 'package']).toContain(words[2]);
      expect(
        optionsIn(words).filter((option) => !['--stage', '--region', '--param'].includes(option)),
      ).toEqual([]);
      expect(parameters).toEqual(expect.arrayContaining(named));
    },
  );

  it('has every `--param` of every page among the parameters', () => {
    const named = [...pages.values()].flatMap((page) =>
      [...page.matchAll(/--param (?!name=value)(\w+)=/g)].map(([, name = '']) => name),
    );

    expect(named.length).toBeGreaterThan(5);
    expect(parameters).toEqual(expect.arrayContaining(named));
  });
});

describe('docker and stacks in the documents', () => {
  it.each(ofKind('docker'))('%s: %s: names a file that exists', (_page, _text, { words }) => {
    const file = words[words.indexOf('--file') + 1] ?? '';

    expect(['build', 'push']).toContain(words[1]);
    if (words[1] === 'build') expect(read(file)).toMatch(/^FROM /m);
  });

  it.each(ofKind('stack'))(
    '%s: %s: gives parameters that the template has, and all that it needs',
    (_page, _text, { words }) => {
      const template = read(words[words.indexOf('--template-file') + 1] ?? '');
      const [, block = ''] = /^Parameters:\n([\s\S]*?)^\S/m.exec(template) ?? [];
      const known = block.split(/^ {2}(?=\w)/m).slice(1);
      const needed = known.filter((one) => !one.includes('    Default:'));
      const nameOf = (one: string): string => one.slice(0, one.indexOf(':'));
      const given = words
        .slice(words.indexOf('--parameter-overrides') + 1)
        .map((word) => word.split('=')[0]);

      expect(words[2]).toBe('deploy');
      expect(known.map(nameOf)).toEqual(expect.arrayContaining(given));
      expect(given).toEqual(expect.arrayContaining(needed.map(nameOf)));
    },
  );
});

describe('aws in the documents', () => {
  /** Clients of the SDK by the name of the service on the command line. */
  const clients: Readonly<Record<string, object>> = { dynamodb, lambda, ses, sesv2, sns, sqs };
  /** Options of the command line itself. */
  const general: ReadonlySet<string> = new Set(['--region', '--profile', '--output', '--query']);

  /** Options that the command line has instead of the operation's own members. */
  const ownNames: Readonly<Record<string, readonly string[]>> = {
    'ses send-email': ['--from', '--to', '--subject', '--text', '--html'],
    'sns subscribe': ['--notification-endpoint'],
  };

  const pascal = (kebab: string): string =>
    kebab.replaceAll(/(?:^|-)([a-z])/g, (_whole, deadLetter: string) => deadLetter.toUpperCase());

  /** Members of the input of an operation, by the SDK's own description of it. */
  const membersOf = (service: string, operation: string): readonly string[] => {
    const Command = (clients[service] as Record<string, unknown> | undefined)?.[
      `${pascal(operation)}Command`
    ];
    if (typeof Command !== 'function') return [];
    const { schema } = new (Command as new (input: object) => { schema: unknown[] })({});
    const input = schema[4];
    const [, , , , members = []] = (typeof input === 'function' ? input() : input) as unknown[];
    return members as readonly string[];
  };

  it.each(ofKind('aws'))(
    '%s: %s: is an operation of AWS, with members of its input',
    (_page, _text, { words }) => {
      const [, service = '', operation = ''] = words;
      const members = membersOf(service, operation).map((name) => name.toLowerCase());
      const unknown = optionsIn(words)
        .filter((option) => !general.has(option))
        .filter((option) => !ownNames[`${service} ${operation}`]?.includes(option))
        .map((option) => option.replace(/^--(no-)?/, '').replaceAll('-', ''))
        .filter((option) => !members.includes(option));

      expect(unknown).toEqual([]);
      expect(
        (clients[service] as Record<string, unknown> | undefined)?.[`${pascal(operation)}Command`],
      ).toBeDefined();
    },
  );

  it('would notice an option that does not exist', () => {
    expect(membersOf('sqs', 'send-message')).toContain('MessageBody');
    expect(membersOf('sqs', 'send-message')).not.toContain('Body');
  });
});
