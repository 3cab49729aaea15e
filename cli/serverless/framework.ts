import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { DeploymentFailure } from '../../shared/deployment/deployment-failure.ts';

/** The framework that packages the functions, ready to run. */
export interface Framework {
  readonly program: string;
  /** Folder whose `node_modules` holds the framework and its plugins. */
  readonly home: string;
}

/** What finding the framework needs of the outside. */
export interface FrameworkTools {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told before anything is downloaded. */
  readonly onInstall: (packages: readonly string[], folder: string) => void;
  /** Installs packages into a folder with npm. */
  readonly install: (folder: string, packages: readonly string[]) => Promise<void>;
}

/** What packaging needs beside the dependencies of the functions. */
const packages = ['serverless', 'serverless-esbuild', 'esbuild'] as const;
const manifest = z.object({ devDependencies: z.record(z.string(), z.string()) });

/**
 * Finds the framework: in a clone among its dependencies; for an installed package in a folder of
 * the user, where it is installed at the first deployment. Those who only send mail never get it.
 *
 * @throws DeploymentFailure when it cannot be installed
 */
export const findFramework = async (root: string, tools: FrameworkTools): Promise<Framework> => {
  const own = frameworkIn(root);
  if (own !== undefined) return own;
  const { devDependencies } = z.parse(
    manifest,
    JSON.parse(await readFile(join(root, 'package.json'), 'utf8')),
  );
  const wanted = packages.map((name) => `${name}@${devDependencies[name] ?? 'latest'}`);
  const home = join(cacheFolder(tools.environment), wanted.join('+').replaceAll(/[^\w.+-]+/g, '_'));
  const cached = frameworkIn(home);
  if (cached !== undefined) return cached;
  tools.onInstall(wanted, home);
  await installInto(home, wanted, tools);
  const installed = frameworkIn(home);
  if (installed === undefined)
    throw new DeploymentFailure(`npm installed no framework into ${home}.`, [
      'Delete that folder and run this command again.',
    ]);
  return installed;
};

const frameworkIn = (home: string): Framework | undefined => {
  const modules = join(home, 'node_modules');
  const program = join(modules, 'serverless', 'bin', 'serverless.js');
  return [program, ...packages.map((name) => join(modules, name, 'package.json'))].every(existsSync)
    ? { program, home }
    : undefined;
};

/** Installs beside the place and moves it there at the end, so that what is there is whole. */
const installInto = async (
  home: string,
  wanted: readonly string[],
  { install }: FrameworkTools,
): Promise<void> => {
  const half = `${home}.${process.pid}`;
  try {
    await mkdir(half, { recursive: true });
    await writeFile(join(half, 'package.json'), '{"private":true}\n');
    await install(half, wanted);
    await rm(home, { recursive: true, force: true });
    await rename(half, home);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
};

/** @see https://specifications.freedesktop.org/basedir-spec/latest/ */
const cacheFolder = (environment: FrameworkTools['environment']): string => {
  const base = environment.XDG_CACHE_HOME ?? environment.LOCALAPPDATA ?? join(homedir(), '.cache');
  return join(base, 'ses-pipeline');
};

/** Installs with the npm that belongs to this Node. */
export const installWithNpm = (folder: string, wanted: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const args = ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', ...wanted];
    // On Windows npm is a script, which only a shell can start; these words need no quotes.
    const child = spawn('npm', args, { cwd: folder, shell: process.platform === 'win32' });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
    child.on('error', (cause) => reject(notInstalled(cause.message, cause)));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(notInstalled(said.join('').trim())),
    );
  });

const offline = /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ENETUNREACH|network/;

const notInstalled = (words: string, cause?: unknown): DeploymentFailure =>
  new DeploymentFailure(
    offline.test(words)
      ? 'The framework that packages the functions is not on this machine, and the registry of npm cannot be reached.'
      : `The framework that packages the functions cannot be installed: ${words.split('\n').slice(0, 5).join(' ')}`,
    [
      offline.test(words)
        ? 'Connect to the network (behind a proxy: npm config set proxy URL), then run this command again. It is needed only once.'
        : 'Mend what npm says, then run this command again.',
    ],
    { cause },
  );
