import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { startMoto } from '../support/foreign-cloudformation.ts';
import { isHere } from '../support/foreign-programs.ts';
import { compileIn } from '../support/packed-package.ts';

// The package as somebody gets it who has no clone: packed, installed by npm into an empty folder,
// and used there on each Node that `engines` names.

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const nodes = ['24', '22'] as const;

const hasMoto = isHere('moto (pip install "moto[server]")', 'moto_server', '--help');

let home: string;
let app: string;
let stack: Stack;
/** Folder of the program, by version of Node; only those that could be had here. */
const programs = new Map<string, string>([['24', join(root, 'node_modules', 'node', 'bin')]]);
/** Undefined when everything could be installed. */
let unreachable: string | undefined;

const npm = (folder: string, ...args: readonly string[]) =>
  run('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    maxBuffer: 10_000_000,
  });

const install = async (): Promise<void> => {
  const { stdout } = await npm(root, 'pack', '--silent', '--pack-destination', home);
  await npm(app, 'install', join(home, stdout.trim().split('\n').at(-1) ?? ''));
  const older = join(home, 'node22');
  await mkdir(older);
  await writeFile(join(older, 'package.json'), '{"private":true}');
  await npm(older, 'install', 'node@22');
  programs.set('22', join(older, 'node_modules', 'node', 'bin'));
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ses-pipeline-packed-'));
  app = join(home, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{"type":"module","private":true}');
  await install().catch((error: unknown) => {
    const words = String(error);
    if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(words)) throw error;
    unreachable = words;
  });
  stack = await startStack({
    package: await packagedTemplate(),
    directory: join(app, '.local'),
    rate: 50,
    quota: 50_000,
    latencyMs: 5,
    quiet: true,
  });
});

afterAll(async () => {
  await stack?.stop();
  await rm(home, { recursive: true, force: true });
});

const isInstalled = (): boolean => {
  if (unreachable === undefined) return true;
  process.stderr.write('skipped: the registry of npm cannot be reached\n');
  return false;
};

/** Runs a command in the folder of the program, on a version of Node. */
const onNode = async (version: string, ...line: readonly [string, ...string[]]) => {
  const [program, ...args] = line;
  const path = `${programs.get(version)}:${process.env.PATH}`;
  const { stdout } = await run(program, args, { cwd: app, env: { PATH: path, HOME: home } });
  return stdout;
};

const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the package', () => {
  it('brings no framework to those who only send', async () => {
    if (!isInstalled()) return;
    const modules = join(app, 'node_modules');
    const manifests = (await filesBelow(modules)).filter((file) =>
      /node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(file),
    );
    const names = manifests.map((file) => dirname(file).replace(/^.*node_modules\//, ''));
    const sizes = await Promise.all(
      (await filesBelow(modules)).map(async (file) => (await stat(file)).size),
    );
    const mebibytes = sizes.reduce((sum, size) => sum + size, 0) / 1024 ** 2;

    expect(names).toContain('ses-pipeline');
    expect(
      names.filter((name) =>
        /^(?:serverless|osls|serverless-esbuild|esbuild|jest|typescript|fauxqs|dynalite|@swc\/core|node)$/.test(
          name,
        ),
      ),
    ).toEqual([]);
    process.stderr.write(`installed: ${names.length} packages, ${mebibytes.toFixed(0)} MiB\n`);
    expect(names.length).toBeLessThan(120);
  });

  it('holds the infrastructure, its licence and its pages', async () => {
    if (!isInstalled()) return;
    const place = join(app, 'node_modules', 'ses-pipeline');
    const files = (await filesBelow(place)).map((file) => file.slice(place.length + 1));
    const service = await readFile(join(root, 'serverless.yml'), 'utf8');
    const named = [...service.matchAll(/\$\{file\((infra\/[\w.-]+)\)/g)].map(([, name]) => name);
    const handlers = [...service.matchAll(/handler: (\S+)\.handler/g)].map(
      ([, name]) => `${name}.ts`,
    );

    expect(named.length).toBeGreaterThan(10);
    expect(handlers.length).toBeGreaterThan(8);
    expect(files).toEqual(
      expect.arrayContaining([
        ...named,
        ...handlers,
        ...[
          'serverless.yml',
          'tsconfig.json',
          'infra/streams.cjs',
          'infra/load-source.cjs',
          'infra/bundle-plugins.cjs',
        ],
        ...['LICENSE', 'README.md', 'CHANGELOG.md', 'docs/deploy.md', 'doors/smtp/stack.yml'],
      ]),
    );
    expect(
      files.filter((file) => /^(?:tests|local|simulator|bench|proofs|scripts)\//.test(file)),
    ).toEqual([]);
  });

  it('compiles for a strict program without this clone beside it', async () => {
    if (!isInstalled()) return;
    await writeFile(
      join(app, 'sends.ts'),
      [
        "import { connectPipeline, type Email, enqueueEmail } from 'ses-pipeline/client';",
        "const mail: Email = { from: 'a@example.com', to: ['b@example.com'], subject: 's', text: 't' };",
        "export const sent = () => enqueueEmail(connectPipeline({ stage: 'dev' }), mail);",
        '// @ts-expect-error: an unknown field',
        "export const odd: Email = { ...mail, subjct: 'x' };",
        '',
      ].join('\n'),
    );
    await npm(app, 'install', '--no-save', '@types/node@24');

    expect(await compileIn(app, 'sends.ts')).toBe('');
  });

  it.each(nodes)('runs by npx in that folder, on Node %s', async (version) => {
    if (!isInstalled()) return;
    expect(await onNode(version, 'node', '--version')).toMatch(new RegExp(`^v${version}\\.`));

    expect(await onNode(version, 'npx', 'ses-pipeline', '--help')).toContain('suppressions');
    const sent = await onNode(
      version,
      ...(['npx', 'ses-pipeline', 'send', '--from', 'hello@example.com'] as const),
      ...[
        '--to',
        'you@example.org',
        '--subject',
        'Hello',
        '--text',
        `On Node ${version}.`,
        '--json',
      ],
    );
    expect(JSON.parse(sent)).toMatchObject({ messageId: expect.any(String) });
    await writeFile(
      join(app, 'import.js'),
      "import { checkEmail } from 'ses-pipeline/client'; console.log(typeof checkEmail);\n",
    );
    expect(await onNode(version, 'node', 'import.js')).toBe('function\n');
  });

  (hasMoto ? it : it.skip)('plans a deployment without a clone', async () => {
    if (!isInstalled()) return;
    const moto = await startMoto();
    const account = {
      AWS_ENDPOINT_URL: moto.url,
      ...{ AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
    };
    try {
      const place = ['--stage', 'prod', '--region', 'eu-west-1', '--domain', 'example.com'];
      const plan = ['deploy', ...place, '--alert-address', 'ops@example.com', '--plan'];
      const { stdout } = await run('npx', ['ses-pipeline', ...plan], {
        cwd: app,
        // npm's own settings, and so its registry, are those of the user.
        env: {
          ...process.env,
          PATH: `${programs.get('24')}:${process.env.PATH}`,
          XDG_CACHE_HOME: home,
          ...account,
        },
      });

      expect(stdout).toContain('ses-pipeline-prod');
      expect(stdout).toMatch(/SendEmailLambdaFunction|ses-pipeline-prod-send-email/);
    } finally {
      await moto.stop();
    }
  });

  it('says on an older Node what it needs', async () => {
    if (!isInstalled()) return;
    const pretended = join(home, 'old.mjs');
    await writeFile(
      pretended,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });\n",
    );
    const bin = join(app, 'node_modules', 'ses-pipeline', 'cli', 'bin.mjs');
    const failure: unknown = await onNode('24', 'node', '--import', pretended, bin, '--help').catch(
      (error: unknown) => error,
    );

    expect(failure).toMatchObject({
      code: 1,
      stderr: 'ses-pipeline needs Node 22.12 or newer; this is Node 20.19.0.\n',
    });
  });
});
