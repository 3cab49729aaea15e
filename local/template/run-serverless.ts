import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithParent } from '../child-process.ts';

const root = join(import.meta.dirname, '..', '..');

const esbuildError = '✘ [ERROR]';
const lastWordsMs = 2_000;

/**
 * Environment of the framework. It must not reach an account, so every variable that could point to
 * one is replaced, and requests over the network are switched off.
 */
const withoutAccount = {
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SESSION_TOKEN: '',
  AWS_PROFILE: '',
  AWS_EC2_METADATA_DISABLED: 'true',
  SLS_NOTIFICATIONS_MODE: 'off',
  SLS_TELEMETRY_DISABLED: '1',
} as const;

/** Error of the Serverless Framework, with its own message. */
export class ServerlessError extends Error {
  override readonly name = 'ServerlessError';
}

/**
 * Runs a command of the Serverless Framework that needs no account (`package`, `print`) on this
 * service.
 *
 * @param folder - folder of the service; default: this project
 * @returns what it printed on its standard output
 * @throws ServerlessError with its whole output, when it fails
 */
export const runServerless = async (args: readonly string[], folder = root): Promise<string> => {
  // The esbuild plugin leaves a folder for each function behind it in the temporary folder.
  const scratch = await mkdtemp(join(tmpdir(), 'ses-pipeline-scratch-'));
  try {
    return await spawnServerless(args, folder, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

const spawnServerless = (
  args: readonly string[],
  folder: string,
  scratch: string,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        '--import',
        endWithParent,
        join(root, 'node_modules', 'serverless', 'bin', 'serverless.js'),
        ...args,
      ],
      {
        cwd: folder,
        // Node options of the tests are for their own process only.
        env: { ...process.env, NODE_OPTIONS: '', TMPDIR: scratch, ...withoutAccount },
        // Its stdin closes when this process ends, and then it ends, too.
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    const out: string[] = [];
    const all: string[] = [];
    const hear = (text: string) => {
      all.push(text);
      // After an error in the code the esbuild plugin prints it and then never ends.
      if (text.includes(esbuildError)) setTimeout(() => child.kill('SIGKILL'), lastWordsMs).unref();
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out.push(text);
      hear(text);
    });
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(out.join(''));
      else
        reject(new ServerlessError(`serverless ${args.join(' ')} failed:\n${all.join('').trim()}`));
    });
  });
