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

/** Opens a secret by KMS, or publishes events, and prints what kind of failure that was. */
const program = `
  import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
  import { SNSClient } from '@aws-sdk/client-sns';
  import { eventBus } from './shared/aws/pipeline-events/event-bus.ts';
  import { snsTopic } from './shared/aws/pipeline-events/sns-topic.ts';
  import { KMSClient } from '@aws-sdk/client-kms';
  import { kmsKeys } from './shared/aws/secrets/kms-keys.ts';
  const options = { endpoint: process.env.SERVICE, maxAttempts: 1 };
  const tell = ({ kind, code }) => console.log(kind, code);
  const publish = ({ publish }) => publish([{ type: 'sent', time: 0 }]).then(([one]) => tell(one));
  const calls = {
    kms: () =>
      kmsKeys(() => new KMSClient(options), 'key')
        .unwrap(new Uint8Array([1]), { tenant: 'acme', purpose: 'test' })
        .catch(tell),
    sns: () => publish(snsTopic(new SNSClient(options), 'topic')),
    eventbridge: () => publish(eventBus(new EventBridgeClient(options), 'bus')),
  };
  calls[process.argv[2]]();`;

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

/** An error in the wire form of SNS. */
const xml = (code: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error></ErrorResponse>`;

describe('bundles', () => {
  it.each([
    ['kms', 400, 'InvalidCiphertextException', 'unreadable'],
    ['kms', 400, 'IncorrectKeyException', 'unreadable'],
    ['kms', 400, 'DisabledException', 'key-refused'],
    ['kms', 400, 'AccessDeniedException', 'key-refused'],
    ['kms', 400, 'ThrottlingException', 'unreachable'],
    ['kms', 500, 'KMSInternalException', 'unreachable'],
    ['eventbridge', 400, 'ResourceNotFoundException', 'setup'],
    ['eventbridge', 400, 'ThrottlingException', 'unreachable'],
    ['eventbridge', 500, 'InternalException', 'unreachable'],
    ['sns', 404, 'NotFound', 'setup'],
    ['sns', 403, 'AuthorizationError', 'setup'],
    ['sns', 400, 'KMSDisabled', 'setup'],
    ['sns', 429, 'Throttled', 'unreachable'],
    ['sns', 500, 'InternalError', 'unreachable'],
  ])(
    'tell %s %d %s as %s, without the classes of its errors',
    async (service, status, name, kind) => {
      const server = createServer((_, response) => {
        response
          .writeHead(status, {
            'content-type': service === 'sns' ? 'text/xml' : 'application/x-amz-json-1.1',
          })
          .end(service === 'sns' ? xml(name) : JSON.stringify({ __type: name, message: 'No.' }));
      });
      const { port, close } = await listenOnLoopback(server, 0);
      try {
        const { stdout } = await run(process.execPath, [bundle, service], {
          cwd: folder,
          env: {
            ...{ SERVICE: `http://127.0.0.1:${port}`, AWS_REGION: 'eu-west-1', NODE_OPTIONS: '' },
            ...{ AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
          },
        });

        expect(stdout.trim()).toMatch(new RegExp(`^${kind} ${name}`));
      } finally {
        await close();
      }
    },
  );
});
