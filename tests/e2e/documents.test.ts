import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type CommandHelp, commandHelp } from '../support/command-help.ts';
import { documentedCommands, pages, wordsOf } from '../support/documented-commands.ts';
import { optionLines } from '../support/option-lines.ts';
import { type CommandRun, runCommand } from '../support/run-command.ts';

// The commands of README, the pages and the help, as they stand there, and every further option, by the
// real binary against a pipeline that runs. What cannot be run is named at the end, with why; that it
// is parsed is held by tests/cli/exit-codes.test.ts and tests/docs/commands.test.ts.

const clinic = {
  email: { primary: { provider: 'ses', enabled: true, credentials: {} }, fallback: [] },
};

let folder: string;
let stack: Stack;
let commands: readonly CommandHelp[];

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
  // The files that examples name.
  const named = {
    'clinic.json': JSON.stringify(clinic),
    'event.json': '{"eventType":"Open"',
    'bounces.csv': 'ada@example.org\n',
    'addresses.txt': 'ada@example.org\n',
    'newsletter.csv': 'ada@example.org\n',
    'welcome.json': '{"name":"Jane","points":120}',
    'templates/Welcome/subject.txt': 'Welcome, {{name}}\n',
    'templates/Welcome/body.txt': 'You have {{points}} points.\n',
    'bulk.json': JSON.stringify({
      ...{ tenantId: 'acme', from: 'a@example.com', subject: 's', text: 't' },
      destinations: [{ to: ['b@example.org'] }, { to: ['nobody'] }, { to: ['c@example.org'] }],
    }),
    'message.json': JSON.stringify({
      from: 'a@example.com',
      to: ['b@example.org'],
      subject: 's',
      text: 't',
    }),
  };
  await mkdir(join(folder, 'templates', 'Welcome'), { recursive: true });
  for (const [name, content] of Object.entries(named)) await writeFile(join(folder, name), content);
  commands = await commandHelp();
});

afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Credentials of an AWS role, as ECS and EC2 hand them over: `credentials` proves them. */
const roleCredentials = {
  ...{ AWS_ACCESS_KEY_ID: 'ASIASIMULATED', AWS_SECRET_ACCESS_KEY: 'any' },
  ...{ AWS_SESSION_TOKEN: 'token', AWS_EC2_METADATA_DISABLED: 'true' },
};

/** The local stack as the deployed stage that it is named after, for what `--stage` names. */
const asDeployed = (): Readonly<Record<string, string>> => {
  const { sqs, dynamodb, s3, ses, region } = stack.endpoints;
  return {
    AWS_REGION: region,
    ...{ AWS_ENDPOINT_URL_SQS: sqs, AWS_ENDPOINT_URL_DYNAMODB: dynamodb, AWS_ENDPOINT_URL_S3: s3 },
    ...(ses === undefined || ses === null ? {} : { AWS_ENDPOINT_URL_SESV2: ses }),
  };
};
const stageOf = ({ endpoints }: Stack): string =>
  (endpoints.queues.transactional ?? '').replace(/^.*\/ses-pipeline-(.*)-transactional$/, '$1');

/** A command with what is here in place of what only a deployed stage has, and without a question. */
const onThisMachine = (text: string): string =>
  text
    .replace(/https:\/\/abc123\.\S+/, stack.endpoints.api ?? '')
    .replace('--stage prod', `--stage ${stageOf(stack)}`)
    .replace(/--(starttls|tls)-port \d+/g, '--$1-port 0')
    .replace(/^(.* smtp .*)$/, (line) =>
      /health-port|policy/.test(line) ? line : `${line} --health-port 0`,
    )
    .replace(/ (?:<|>>?) .*$/, '');

/** `--yes`, where a command would ask. */
const withYes = (words: readonly string[]): readonly string[] => {
  const asks = commandOf(words)?.options.includes('--yes') === true && !words.includes('--yes');
  return asks ? [...words, '--yes'] : words;
};

/** The command that the words name, whatever options stand before it. */
const commandOf = (words: readonly string[]): CommandHelp | undefined =>
  commands
    .filter(({ path, isGroup }) => !isGroup && ` ${words.join(' ')} `.includes(` ${path} `))
    .toSorted((one, other) => other.path.length - one.path.length)[0];

const ran = new Set<string>();

const run = (text: string): Promise<CommandRun> => {
  const words = wordsOf(onThisMachine(text));
  const given = withYes(words.slice(words.indexOf('ses-pipeline') + 1));
  const command = commandOf(given);
  for (const word of given) if (command?.options.includes(word)) ran.add(`${command.path} ${word}`);
  if (command !== undefined) ran.add(command.path);
  return runCommand(given, {
    cwd: folder,
    environment: { ...roleCredentials, ...(given.includes('--stage') ? asDeployed() : {}) },
    // What a command reads from standard input: the secret of an access key.
    input: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
    // A server runs until it is stopped, once it has said that it is ready.
    isOver: (out) => given[0] === 'smtp' && out.includes('"ready":true'),
  });
};

/** Whole commands that are not run here, and why. */
const notRun: readonly (readonly [RegExp, string])[] = [
  [/--stage prod way-out set/, 'a deployed stage seals the password with KMS'],
  [
    /ses-pipeline (?:--\S+ \S+ )*(?:deploy|remove)\b/,
    'needs CloudFormation; tests/e2e/deploy.test.ts runs both on a foreign engine',
  ],
  [/--wait/, 'waits for what does not come here'],
  [/smtp --cert/, 'needs a certificate; tests/cli/commands/smtp/smtp.test.ts gives it one'],
];
const whyNot = (text: string): string | undefined => notRun.find(([what]) => what.test(text))?.[1];

const commandsOf = (page: string): readonly string[] =>
  documentedCommands
    .filter((one) => one.page === page && one.isWhole && one.words.includes('ses-pipeline'))
    .map(({ text }) => text)
    .filter((text) => whyNot(text) === undefined);

/** Whether the code says that nothing of the kind is there, or, of `status`, what state a mail is in. */
const isAnswer = (text: string, code: number): boolean =>
  code === 3 || (/ status /.test(text) && [4, 5, 6].includes(code));

const doesItsWork = async (text: string): Promise<void> => {
  const { code, out, err } = await run(text);
  const told = out + err;

  expect({ text, code, told }).toEqual({
    text,
    code: isAnswer(text, code) ? code : 0,
    // As JSON, nothing may be what there is.
    told: text.includes('--json') ? told : expect.stringMatching(/./),
  });
};

describe('the commands of README.md', () => {
  it('send a message, say what became of it, and list who is suppressed', async () => {
    const [send = '', status = '', list = ''] = commandsOf('README.md');

    const sent = await run(send);
    const id = sent.out.trim();
    const told = await run(status.replace('ID', id));
    const listed = await run(list);

    expect(sent).toMatchObject({ code: 0, err: '' });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    // The message may not have been taken from its queue yet.
    expect([0, 3, 4]).toContain(told.code);
    expect(listed.code).toBe(0);
  });
});

describe('the commands of the pages', () => {
  it.each(
    [...pages.keys()]
      .filter((page) => page !== 'README.md')
      .flatMap((page) => commandsOf(page).map((text) => [page, text] as const)),
  )('%s: %s: does its work, or says that there is nothing of the kind', async (_page, text) => {
    await doesItsWork(text);
  });
});

describe('the examples of the help', () => {
  it('do their work, or say that there is nothing of the kind', async () => {
    const examples = commands
      .flatMap((one) => one.examples)
      .filter((text) => whyNot(text) === undefined);

    expect(examples.length).toBeGreaterThan(40);
    for (const text of examples) await doesItsWork(text);
  });
});

describe('the other options', () => {
  it.each(optionLines)('%s', async (line) => {
    await doesItsWork(`ses-pipeline ${line}`);
  });

  it('are told where they were parsed only', () => {
    const all = commands
      .filter(({ isGroup }) => !isGroup)
      .flatMap(({ path, options }) => [path, ...options.map((option) => `${path} ${option}`)])
      .filter((one) => !one.endsWith(' --help'));
    const parsed = all.filter((one) => !ran.has(one));
    process.stderr.write(
      `${all.length - parsed.length} commands and options were run on the local stack; ${parsed.length} were parsed only:\n${parsed.map((one) => `  ${one}\n`).join('')}${notRun.map(([what, why]) => `  ${what.source}: ${why}\n`).join('')}`,
    );

    expect(ran.size).toBeGreaterThan(150);
  });
});
