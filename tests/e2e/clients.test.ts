import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { connect } from '../../shared/aws/clients/connect.ts';
import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { parseMessageItem } from '../../shared/messages/message-item.ts';
import { describeMessage } from '../../shared/messages/message-state.ts';
import { has } from '../support/foreign-programs.ts';
import { compileIn, installPackage } from '../support/packed-package.ts';
import { readUntil } from '../support/until.ts';

// The examples of docs/clients.md, cut out of the page and run against the local stack; the
// TypeScript one with the library as npm packs it.

const run = promisify(execFile);
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'clients.md'), 'utf8');
const examples = new Map(
  [...page.matchAll(/<!-- example: ([a-z0-9-]+) -->\n```[a-z]+\n([\s\S]*?)```/g)].map(
    ([, name = '', code = '']) => [name, code],
  ),
);

let stack: Stack;
let directory: string;
let app: string;
let packagedFiles: readonly string[];
let clients: ReturnType<typeof connect>;
let s3: S3Client;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clients-'));
  app = await mkdtemp(join(tmpdir(), 'clients-app-'));
  packagedFiles = await installPackage(app);
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 50,
    quota: 50_000,
    latencyMs: 5,
    timeoutSeconds: 40,
    longestWindowSeconds: 1,
    quiet: true,
  });
  const { region, sqs, dynamodb, s3: endpoint } = stack.endpoints;
  clients = connect({ region, sqsEndpoint: sqs, dynamodbEndpoint: dynamodb, credentials });
  s3 = new S3Client({ region, endpoint, credentials, forcePathStyle: true });
});

afterAll(async () => {
  for (const client of [clients?.sqs, clients?.dynamodb, s3]) client?.destroy();
  await stack?.stop();
  for (const folder of [directory, app]) await rm(folder, { recursive: true, force: true });
});

/** Runs a line of shell as somebody would who has sourced the environment of the local stack. */
const shell = async (line: string): Promise<string> => {
  const { queues, buckets } = stack.endpoints;
  const { stdout, stderr } = await run(
    'bash',
    ['-ec', `source '${directory}/env'; cd '${app}'; ${line}`],
    {
      env: {
        PATH: process.env.PATH,
        HOME: app,
        PYENV_ROOT: process.env.PYENV_ROOT,
        STAGE: (queues.transactional ?? '').replace(/^.*\/ses-pipeline-(.*)-transactional$/, '$1'),
        TRANSACTIONAL_QUEUE: queues.transactional,
        PAYLOAD_BUCKET: buckets.payload,
      },
    },
  );
  return stdout + stderr;
};

const stateOf = async (messageId: string): Promise<string | undefined> => {
  const [item] = await messageTable(
    clients.documents,
    stack.endpoints.tables.messages ?? '',
    Date.now,
  ).findItems([{ tenantId: 'default', messageId }]);
  return item === undefined ? undefined : describeMessage(parseMessageItem(item)).state;
};

/** Sent, and known to SES's events. */
const untilDelivered = (messageId: string): Promise<string | undefined> =>
  readUntil(
    () => stateOf(messageId),
    (state) => ['delivered', 'failed', 'rejected'].includes(state ?? ''),
  );

/** The names of what lies in the payload bucket, once the sender had time to clear up. */
const untilPayloadsAreGone = (): Promise<readonly (string | undefined)[]> =>
  readUntil(
    async () =>
      (
        (await s3.send(new ListObjectsV2Command({ Bucket: stack.endpoints.buckets.payload })))
          .Contents ?? []
      ).map(({ Key }) => Key),
    (keys) => keys.length === 0,
  );

/**
 * An example in another language: what has to be installed, how it is run, and the message it puts.
 */
const foreign = [
  {
    name: 'boto3',
    needs: ['python3', '-c', 'import boto3'],
    file: 'example.py',
    command: 'python3 example.py',
    messageId: 'boto3-order-4711',
  },
  {
    name: 'boto3-claim-check',
    needs: ['python3', '-c', 'import boto3'],
    file: 'example.py',
    command: 'python3 example.py',
    messageId: 'boto3-report-2030-01',
  },
  {
    name: 'php',
    needs: [
      'php',
      '-r',
      "require 'vendor/autoload.php'; exit(class_exists('Aws\\Sqs\\SqsClient') ? 0 : 1);",
    ],
    file: 'example.php',
    command: 'php example.php',
    messageId: 'php-order-4711',
  },
  {
    name: 'php-claim-check',
    needs: [
      'php',
      '-r',
      "require 'vendor/autoload.php'; exit(class_exists('Aws\\S3\\S3Client') ? 0 : 1);",
    ],
    file: 'example.php',
    command: 'php example.php',
    messageId: 'php-report-2030-01',
  },
  {
    name: 'aws',
    needs: ['aws', '--version'],
    file: 'example.sh',
    command: 'source ./example.sh',
    messageId: 'aws-order-4711',
  },
  {
    name: 'aws-claim-check',
    needs: ['aws', '--version'],
    file: 'example.sh',
    command: 'source ./example.sh',
    messageId: 'aws-report-2030-01',
  },
] as const;

describe('clients', () => {
  it('have a page whose every example is run here', () => {
    expect([...examples.keys()].toSorted()).toEqual(
      ['typescript', ...foreign.map(({ name }) => name)].toSorted(),
    );
  });

  it('find in the package the library with its types, the schema and the pages, and no source but what is deployed', () => {
    expect(packagedFiles).toEqual(
      expect.arrayContaining([
        'dist/client.js',
        'dist/types/client/client.d.ts',
        'schema/email-message.schema.json',
        'docs/clients.md',
      ]),
    );
    expect(
      packagedFiles.filter(
        (file) =>
          !/^(?:shared|functions)\//.test(file) &&
          (/^(?:tests|local|bench|proofs)\//.test(file) ||
            (file.endsWith('.ts') && !file.endsWith('.d.ts'))),
      ),
    ).toEqual([]);
  });

  it('can run the command of the package', async () => {
    expect(await shell('node node_modules/ses-pipeline/cli/bin.mjs --help')).toContain(
      'dead-letters',
    );
  });

  it('compile against the types of the package, which refuse what the pipeline would refuse', async () => {
    await writeFile(
      join(app, 'wrong.ts'),
      `${[
        "import { type Email, enqueueEmail, connectPipeline } from 'ses-pipeline/client';",
        "const good: Email = { from: 'a@example.com', to: ['b@example.com'] as readonly string[], subject: 's', text: 't' };",
        '// @ts-expect-error: an unknown field',
        "const odd: Email = { ...good, subjct: 'x' };",
        '// @ts-expect-error: no such lane',
        "const stray = connectPipeline({ stage: 'dev', streams: { urgent: 'fast' } });",
        'const result = await enqueueEmail(connectPipeline({ stage: "dev" }), good);',
        '// @ts-expect-error: only an invalid message has problems',
        'result.problems;',
        "if (result.kind === 'queued') result.sqsMessageId satisfies string;",
        'export { odd, stray };',
      ].join('\n')}\n`,
    );

    expect(await compileIn(app, 'wrong.ts')).toBe('');
  });

  it('send with the library, big mail through S3, whose object goes when the mail is sent', async () => {
    await writeFile(join(app, 'example.ts'), examples.get('typescript') ?? '');
    expect(await compileIn(app, 'example.ts')).toBe('');

    const output = await shell('node example.js');

    expect(output).toMatch(/typescript-digest-1 is on the queue bulk/);
    expect(output).toMatch(/typescript-report-1 is on the queue transactional/);
    expect(output).toMatch(/typescript-mistake-1 is not sent: to\[0\]: /);
    for (const messageId of ['typescript-order-4711', 'typescript-digest-1', 'typescript-report-1'])
      expect(await untilDelivered(messageId)).toBe('delivered');
    expect(await stateOf('typescript-mistake-1')).toBeUndefined();
    expect(await untilPayloadsAreGone()).toEqual([]);
  });

  it.each(foreign)(
    'send with $name',
    async ({ name, needs: [command, ...args], file, command: line, messageId }) => {
      if (!has(command, ...args)) {
        process.stderr.write(
          `skipped: the example ${name} of docs/clients.md needs what this machine does not have (${command})\n`,
        );
        return;
      }
      await writeFile(join(app, file), examples.get(name) ?? '');

      await shell(line);

      expect(await untilDelivered(messageId)).toBe('delivered');
      expect(await untilPayloadsAreGone()).toEqual([]);
    },
  );
});
