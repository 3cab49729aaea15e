import { spawn } from 'node:child_process';

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

/** A run of the framework. */
export interface ServerlessRun {
  /** Path of the framework's program. */
  readonly program: string;
  /** Folder of the service. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Folder for temporary files; the esbuild plugin leaves one for each function there. */
  readonly scratch: string;
  /** Flags of Node. */
  readonly flags: readonly string[];
}

/**
 * Runs a command of the Serverless Framework that needs no account (`package`, `print`).
 *
 * @returns what it printed on its standard output
 * @throws ServerlessError with its whole output, when it fails
 */
export const spawnServerless = ({
  program,
  folder,
  args,
  scratch,
  flags,
}: ServerlessRun): Promise<string> =>
  new Promise((resolve, reject) => {
    const temporary = { TMPDIR: scratch, TEMP: scratch, TMP: scratch };
    const child = spawn(process.execPath, [...flags, program, ...args], {
      cwd: folder,
      // Node options of the tests are for their own process only.
      env: { ...process.env, NODE_OPTIONS: '', ...temporary, ...withoutAccount },
      // Its stdin closes when this process ends.
      stdio: ['pipe', 'pipe', 'pipe'],
    });
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
