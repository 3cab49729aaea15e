import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandHelp, commandHelp } from '../support/command-help.ts';
import { wordsOf } from '../support/documented-commands.ts';
import { type CommandRun, runCommand, twoAtATime } from '../support/run-command.ts';
import { toldStreams } from '../support/told-streams.ts';

// The exit codes that docs/cli.md promises, of every command there is: also of those that are added
// later, because the commands are asked of the command line itself.

let cwd: string;
let commands: readonly CommandHelp[];
/** A port on which nobody listens. */
let port: number;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'exit-codes-'));
  port = await freePort();
  commands = (await commandHelp()).filter(({ isGroup }) => !isGroup);
  await mkdir(join(cwd, '.local'));
  await writeFile(join(cwd, '.local', 'endpoints.json'), JSON.stringify(endpointsAt(port)));
  await Promise.all(
    Object.entries(files).map(async ([name, content]) => {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), content);
    }),
  );
});
afterAll(() => rm(cwd, { recursive: true }));

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

const endpointsAt = (at: number) => {
  const url = `http://127.0.0.1:${at}`;
  const names = ['messages', 'suppressions', 'tenants', 'reputation', 'ledger', 'accessKeys'];
  return {
    region: 'us-east-1',
    ...{ sqs: url, dynamodb: url, s3: url, ses: url },
    queues: Object.fromEntries(
      ['transactional', 'bulk', 'feedback'].map((name) => [name, `${url}/0/local-${name}`]),
    ),
    tables: Object.fromEntries(names.map((name) => [name, name])),
    streams: toldStreams('local-'),
    buckets: { payload: 'payloads' },
    secretsKey: `file:${join(cwd, 'secret-key')}`,
  };
};

/** Files that examples name. */
const files: Readonly<Record<string, string>> = {
  'event.json': '{"eventType":"Open"',
  'clinic.json':
    '{"email":{"primary":{"provider":"ses","enabled":true,"credentials":{}},"fallback":[]}}',
  'bounces.csv': 'ada@example.org\n',
  'message.json': '{}',
  'newsletter.csv': 'ada@example.org\n',
  'templates/Welcome/subject.txt': 'Welcome\n',
  'templates/Welcome/body.txt': 'Hello.\n',
};

/** Words of an example, up to a sign that only a shell understands. */
const wordsIn = (example: string): readonly string[] => {
  const words = wordsOf(example).slice(2);
  const end = words.findIndex((word) => word === '<' || word === '>');
  return end === -1 ? words : words.slice(0, end);
};

/** Nobody answers for any service, wherever a command takes the address from. */
const nowhere = () => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  ...{ AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' },
  ...{ AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_CONFIG_FILE: join(cwd, 'none') },
});

const wrong = '--no-such-option-at-all';

/** Every option of a command, each with a value that it takes. */
const allOptions = ({ options, withValue, choices }: CommandHelp): readonly string[] =>
  options
    .filter((name) => name !== '--help')
    .flatMap((name) => (withValue.includes(name) ? [name, choices.get(name) ?? '1'] : [name]));

describe('every command', () => {
  it('knows each option of its help, and exits with 2 at another, before it does anything', async () => {
    const runs = await twoAtATime(commands, async (command) => {
      const words = [...command.path.split(' '), ...allOptions(command), wrong];
      return { path: command.path, ...(await runCommand(words, { cwd })) };
    });
    const bad = runs.filter(
      ({ code, out, err, path }) =>
        code !== 2 ||
        out !== '' ||
        !err.includes(`error: unknown option '${wrong}'`) ||
        !err.includes(`npx ses-pipeline ${path} --help shows what there is.`),
    );

    expect(runs.length).toBeGreaterThan(40);
    expect(bad).toEqual([]);
  });

  it('exits with 2 when something it needs is not there', async () => {
    const needing = commands.filter(
      (one) => one.required.length > 0 || one.arguments.some((word) => word.startsWith('<')),
    );
    const runs = await twoAtATime(needing, async ({ path }) => ({
      path,
      ...(await runCommand(path.split(' '), { cwd })),
    }));

    expect(runs.length).toBeGreaterThan(20);
    expect(
      runs.filter(
        ({ code, out, err }) =>
          code !== 2 || out !== '' || !/missing required argument|required option/.test(err),
      ),
    ).toEqual([]);
  });

  it('exits with 1 when nobody answers, and says where and who set the address', async () => {
    const candidates = commands.filter(({ path }) => !alone.has(path));
    const runs = await twoAtATime(candidates, async ({ path, examples, options }) => {
      const words = wordsIn(examples[0] ?? '');
      const yes = options.includes('--yes') && !words.includes('--yes') ? ['--yes'] : [];
      const input = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n';
      const run = await runCommand([...words, ...yes], { cwd, input, environment: nowhere() });
      return { path, ...run };
    });

    expect(runs.length).toBeGreaterThan(30);
    expect(runs.filter((run) => !saysWhere(run))).toEqual([]);
  });

  /** Commands that work without any service, serve themselves, or report that nobody answers. */
  const alone: ReadonlySet<string> = new Set([
    ...[
      'completion',
      'cost',
      'credentials',
      'deploy',
      'doctor',
      'explain error',
      'explain-event',
      'help',
      'policy deployer',
      'policy producer',
      'policy smtp',
      'remove',
      'smtp',
      'smtp-password',
      'templates render',
      'token',
    ],
  ]);

  const saysWhere = ({ code, err }: CommandRun): boolean =>
    code === 1 &&
    err.includes(`127.0.0.1:${port} (`) &&
    /\((?:\.local\/endpoints\.json|AWS_ENDPOINT_URL)\)/.test(err);
});

describe('the program', () => {
  const aws = { AWS_EC2_METADATA_DISABLED: 'true' };

  it.each([
    [[], 0, /^Usage: ses-pipeline[\s\S]*^First steps:/m],
    [['--version'], 0, /^\d+\.\d+\.\d+$/m],
    [['help', 'tenants', 'keys', 'create'], 0, /^Usage: ses-pipeline tenants keys create/],
    [['help', 'tenants', 'kezs'], 2, /unknown command 'kezs'\n\(Did you mean/],
    [['help', 'status', 'more'], 2, /unknown command 'more'/],
    [['sent'], 2, /unknown command 'sent'\n\(Did you mean send\?\)/],
    [['send', '--subjct', 'x'], 2, /Did you mean --subject\?/],
    [['tenants'], 2, /^Usage: ses-pipeline tenants/],
    [['messages', 'search', '--state', 'odd'], 2, /Allowed choices are complained,/],
    [['--region', 'eu-west-1', 'messages', 'search'], 2, /belong to a deployed stage/],
    [
      ['messages', 'search', '--profile', 'shop'],
      2,
      /There is no AWS profile shop in \S+ or \S+\./,
    ],
    [['release', 'acme'], 2, /^ {2}npx ses-pipeline release acme --yes$/m],
    [['status', 'x', '--stage', 'a b'], 2, /A stage name/],
    [['explain-event', 'event.json'], 3, /./],
    [['explain-event', 'missing.json'], 2, /./],
  ])('%j exits with %d', async (words, code, sentence) => {
    const run = await runCommand(words, { cwd, environment: aws });

    expect(run.out + run.err).toMatch(sentence);
    expect(run.code).toBe(code);
    if (code !== 3) expect(code === 0 ? run.err : run.out).toBe('');
  });

  it.each([
    ['the SSO session has ended', 'work', /aws sso login --profile work$/m],
    [
      'a region is not there',
      'far',
      /at sqs\.eu-none-1\.amazonaws\.com \(region set by the AWS profile far\)/,
    ],
  ])('exits with 1 and says what to do when %s', async (_, profile, sentence) => {
    const config = `[profile work]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-north-1
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.example/start
[profile far]
region = eu-none-1
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
`;
    await writeFile(join(cwd, 'config'), config);
    const environment = { ...aws, HOME: cwd, AWS_CONFIG_FILE: join(cwd, 'config') };
    const words = ['reputation', '--stage', 'prod', '--profile', profile];
    const { code, err } = await runCommand(words, { cwd, environment });

    expect(err).toMatch(sentence);
    expect(code).toBe(1);
  });
});
