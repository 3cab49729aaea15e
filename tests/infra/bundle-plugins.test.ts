import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';

// What the bundles leave out of the SDK must not change what the code learns from it.

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const plugins = createRequire(import.meta.url)('../../infra/bundle-plugins.cjs');

/** Opens a secret by KMS, and prints what kind of failure that was. */
const program = `
  import { KMSClient } from '@aws-sdk/client-kms';
  import { kmsKeys } from './shared/aws/secrets/kms-keys.ts';
  const client = new KMSClient({ endpoint: process.env.KMS, maxAttempts: 1 });
  kmsKeys(() => client, 'key')
    .unwrap(new Uint8Array([1]), { tenant: 'acme', purpose: 'test' })
    .catch((error) => console.log(error.kind, error.code));`;

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-plugins-'));
  bundle = join(folder, 'program.mjs');
  await build({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    ...{ outfile: bundle, bundle: true, platform: 'node', format: 'esm', target: 'node24' },
    mainFields: ['module', 'main'],
    plugins,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('bundles of KMS', () => {
  it.each([
    [400, 'InvalidCiphertextException', 'unreadable'],
    [400, 'IncorrectKeyException', 'unreadable'],
    [400, 'DisabledException', 'key-refused'],
    [400, 'AccessDeniedException', 'key-refused'],
    [400, 'ThrottlingException', 'unreachable'],
    [500, 'KMSInternalException', 'unreachable'],
  ])('tell %d %s as %s, without the classes of its errors', async (status, name, kind) => {
    const server = createServer((_, response) => {
      response
        .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify({ __type: name, message: 'No.' }));
    });
    const { port, close } = await listenOnLoopback(server, 0);
    try {
      const { stdout } = await run(process.execPath, [bundle], {
        cwd: folder,
        env: {
          ...{ KMS: `http://127.0.0.1:${port}`, AWS_REGION: 'eu-west-1', NODE_OPTIONS: '' },
          ...{ AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
        },
      });

      expect(stdout.trim()).toBe(`${kind} ${name}`);
    } finally {
      await close();
    }
  });
});
