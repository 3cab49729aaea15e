import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import type { SesDoor } from '../../local/stack/contract-files.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { isHere } from '../support/foreign-programs.ts';
import { readUntil } from '../support/until.ts';

// Programs that send through SES, as they are, at the SES endpoint of the packaged pipeline: endpoint
// and keys are the only change. Those that are foreign run where they are installed: `pip install
// boto3 awscli django-ses 'django-anymail[amazon-ses]'`.

const run = promisify(execFile);
const programs = join(import.meta.dirname, '..', 'support', 'ses-clients');

const root = join(import.meta.dirname, '..', '..');

/** The examples of docs/switching.md, cut out of the page. */
const page = await readFile(join(root, 'docs', 'switching.md'), 'utf8');
const examples = new Map(
  [...page.matchAll(/<!-- example: ([a-z0-9-]+) -->\n```[a-z]+\n([\s\S]*?)```/g)].map(
    ([, name = '', code = '']) => [name, code],
  ),
);

/** How each is run, what it needs, and the subject of its mail. */
const switched = [
  {
    name: 'nodemailer',
    needs: ['node', '--version'],
    run: (file: string) => `node ${file}`,
    // Beside the libraries that it imports.
    folder: root,
    file: 'switched-example.mjs',
    subject: 'Switched with nodemailer',
  },
  {
    name: 'boto3',
    needs: ['python3', '-c', 'import boto3'],
    run: (file: string) => `python3 ${file}`,
    folder: tmpdir(),
    file: 'switched-example.py',
    subject: 'Switched with boto3',
  },
  {
    name: 'aws',
    needs: ['aws', '--version'],
    run: (file: string) => `bash -e ${file}`,
    folder: tmpdir(),
    file: 'switched-example.sh',
    subject: 'Switched with the command line',
  },
] as const;

const received = z.array(
  z.object({
    atMs: z.number(),
    to: z.array(z.string()),
    subject: z.optional(z.string()),
    configurationSet: z.optional(z.string()),
    tags: z.record(z.string(), z.string()),
  }),
);
const stats = z.object({ throttled: z.number() });

let directory: string;
let stack: Stack;
let door: SesDoor;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ses-door-'));
  stack = await startStack({
    package: await packagedTemplate(),
    // Where the command line finds it from.
    directory: join(directory, '.local'),
    rate: 14,
    latencyMs: 10,
    longestWindowSeconds: 1,
    quiet: true,
    warm: true,
  });
  const { sesDoor } = stack.endpoints;
  if (sesDoor === null) throw new Error('The stack has no SES endpoint.');
  door = sesDoor;
});

afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const ask = async <Schema extends z.ZodMiniType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> =>
  schema.parse(await (await fetch(`${stack.endpoints.ses}/_sim/${path}`)).json());

/** Mail that SES received with one of these subjects, once there are so many. */
const receivedWith = (subjects: readonly string[], count: number) =>
  readUntil(
    async () =>
      (await ask('messages?limit=5000', received)).filter(({ subject = '' }) =>
        subjects.includes(subject),
      ),
    (messages) => messages.length >= count,
    120_000,
  );

/** Earlier versions of django-ses cannot be imported before Django has its settings. */
const hasDjangoSes =
  "import importlib.util, sys; sys.exit(not importlib.util.find_spec('django_ses'))";

/** Tells the SDKs which authority signs the certificate; python3 may be of another environment. */
const environment = () => ({ ...process.env, AWS_CA_BUNDLE: door.caFile });

const python = async (program: string, ...args: readonly string[]) => {
  const { stdout } = await run('python3', [join(programs, program), ...args], {
    env: environment(),
  });
  return JSON.parse(stdout);
};

describe('the SES endpoint', () => {
  it('takes 500 SendRawEmail calls at once for an account of 14 per second', async () => {
    const client = new SESClient({
      region: door.region,
      endpoint: door.endpoint,
      credentials: { accessKeyId: door.accessKeyId, secretAccessKey: door.secretAccessKey },
      maxAttempts: 1,
    });
    const numbers = Array.from({ length: 500 }, (_, at) => at);
    const answers = await Promise.allSettled(
      numbers.map((at) =>
        client.send(
          new SendRawEmailCommand({
            Destinations: [`reader${at}@example.net`],
            RawMessage: {
              Data: Buffer.from(`From: ann@example.com\r\nSubject: Burst\r\n\r\n${at}\r\n`),
            },
          }),
        ),
      ),
    );
    client.destroy();
    const messages = await receivedWith(['Burst'], numbers.length);

    expect(answers.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(messages.flatMap(({ to }) => to).toSorted()).toEqual(
      numbers.map((at) => `reader${at}@example.net`).toSorted(),
    );
    expect(await ask('stats', stats)).toEqual({ throttled: 0 });
  });

  it('is killed in the middle: what a client was told is taken arrives once, and nothing else', async () => {
    const client = new SESClient({
      region: door.region,
      endpoint: door.endpoint,
      credentials: { accessKeyId: door.accessKeyId, secretAccessKey: door.secretAccessKey },
      maxAttempts: 10,
    });
    const numbers = Array.from({ length: 60 }, (_, at) => at);
    const sending = numbers.map((at) =>
      client.send(
        new SendRawEmailCommand({
          Destinations: [`killed${at}@example.net`],
          RawMessage: {
            Data: Buffer.from(`From: ann@example.com\r\nSubject: Killed\r\n\r\n${at}\r\n`),
          },
        }),
      ),
    );
    let killed = 0;
    for (let times = 0; times < 5; times += 1) {
      killed += stack.kill('ses-door');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const answers = await Promise.allSettled(sending);
    client.destroy();
    const taken = answers.flatMap(({ status }, at) =>
      status === 'fulfilled' ? [`killed${at}@example.net`] : [],
    );
    const messages = await receivedWith(['Killed'], taken.length);
    const arrived = messages.flatMap(({ to }) => to);

    expect(killed).toBeGreaterThan(0);
    expect(taken.length).toBeGreaterThan(0);
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(arrived).toEqual(expect.arrayContaining(taken));
  });

  it('is the place of boto3, with both APIs', async () => {
    if (!isHere('boto3', 'python3', '-c', 'import boto3')) return;
    const { endpoint, tlsEndpoint, region, accessKeyId, secretAccessKey } = door;
    for (const url of [endpoint, tlsEndpoint])
      expect(
        await python('at_the_door.py', url, region, accessKeyId, secretAccessKey),
      ).toMatchObject({
        quota: ['Max24HourSend', 'MaxSendRate', 'SentLast24Hours'],
        account: true,
        errors: [
          'SignatureDoesNotMatch',
          'InvalidSignatureException',
          'SignatureDoesNotMatch',
          'InvalidParameterValue',
          'ConfigurationSetDoesNotExistException',
        ].map((name) => expect.stringMatching(new RegExp(`^(?:${name}|ClientError)$`))),
      });

    expect((await receivedWith(['Grüße', 'Raw'], 6)).map(({ to }) => to)).toHaveLength(6);
  });

  it('is the place of django-ses over TLS, with its configuration set', async () => {
    if (!isHere('django-ses', 'python3', '-c', hasDjangoSes)) return;
    const { tlsEndpoint, region, accessKeyId, secretAccessKey } = door;
    const host = new URL(tlsEndpoint).host;
    const told = await python(
      ...['django_at_the_door.py', 'django-ses', host, region, accessKeyId, secretAccessKey],
    );

    expect(told).toEqual({ sent: 1, send_mail: 1, id: expect.any(String) });
    const [message] = await receivedWith(['Plain'], 1);
    expect(message?.configurationSet).toMatch(/notifications$/);
  });

  it('is the place of django-anymail over TLS, a batch with a template and all', async () => {
    if (!isHere('django-anymail', 'python3', '-c', 'import anymail, boto3')) return;
    const { tlsEndpoint, region, accessKeyId, secretAccessKey } = door;
    const host = new URL(tlsEndpoint).host;
    const told = await python(
      ...['django_at_the_door.py', 'django-anymail', host, region, accessKeyId, secretAccessKey],
    );

    expect(told).toEqual({
      ...{ sent: 1, send_mail: 1, tagged: 1, batch: 1, id: expect.any(String) },
    });
    expect(await receivedWith(['Tagged'], 1)).toHaveLength(1);
  });

  it('is the place of the AWS command line', async () => {
    if (!isHere('the AWS command line', 'aws', '--version')) return;
    const aws = async (...args: readonly string[]) => {
      const { stdout } = await run('aws', args, {
        env: {
          ...environment(),
          AWS_ACCESS_KEY_ID: door.accessKeyId,
          AWS_SECRET_ACCESS_KEY: door.secretAccessKey,
          AWS_DEFAULT_REGION: door.region,
          AWS_ENDPOINT_URL: door.tlsEndpoint,
          AWS_DEFAULT_OUTPUT: 'json',
        },
      });
      return JSON.parse(stdout);
    };
    const { MessageId } = await aws(
      ...['ses', 'send-email', '--from', 'ann@example.com', '--to', 'b@example.net'],
      ...['--subject', 'By hand', '--text', 'Hi'],
    );
    const { Max24HourSend } = await aws('ses', 'get-send-quota');
    await aws(
      ...['sesv2', 'send-email', '--from-email-address', 'ann@example.com'],
      ...['--destination', 'ToAddresses=b@example.net', '--content'],
      'Simple={Subject={Data=By hand},Body={Text={Data=Hi}}}',
    );

    expect(MessageId).toEqual(expect.any(String));
    expect(Max24HourSend).toBeGreaterThan(0);
    expect(await receivedWith(['By hand'], 2)).toHaveLength(2);
  });

  it('has a page of which every example is run here', () => {
    expect([...examples.keys()].toSorted()).toEqual(switched.map(({ name }) => name).toSorted());
  });

  it.each(switched)('is where $name sends as the page says', async (example) => {
    const [program, ...args] = example.needs;
    if (!isHere(example.name, program, ...args)) return;
    const file = join(example.folder, example.file);
    await writeFile(file, examples.get(example.name) ?? '');
    const { endpoint, region, accessKeyId, secretAccessKey } = door;
    const env = {
      ...process.env,
      ...{ SES_ENDPOINT: endpoint, SES_KEY: accessKeyId, SES_SECRET: secretAccessKey },
      ...{ AWS_ENDPOINT_URL_SES: endpoint, AWS_REGION: region, AWS_DEFAULT_REGION: region },
      ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    };
    try {
      expect((await run('bash', ['-c', example.run(file)], { env })).stdout).not.toBe('');
    } finally {
      await rm(file, { force: true });
    }

    expect(await receivedWith([example.subject], 1)).toHaveLength(1);
  });

  /** Credentials of a role, as ECS and EC2 hand them over. */
  const asRole = () => ({
    ...process.env,
    ...{ AWS_ACCESS_KEY_ID: 'ASIASIMULATED', AWS_SECRET_ACCESS_KEY: 'any' },
    ...{ AWS_SESSION_TOKEN: 'token', AWS_EC2_METADATA_DISABLED: 'true' },
  });
  const issued = z.object({
    Version: z.literal(1),
    AccessKeyId: z.string(),
    SecretAccessKey: z.string(),
    Expiration: z.string(),
  });

  it('gives programs of an AWS role a key for an hour, which sends for their tenant', async () => {
    const role = `arn:aws:iam::${stack.endpoints.accountId}:role/simulated-role`;
    const command = join(root, 'cli', 'bin.mjs');
    const { endpoint, region } = door;
    const ask = () =>
      run(
        process.execPath,
        [command, 'credentials', '--endpoint', endpoint, '--endpoint-region', region],
        { env: asRole() },
      );

    await expect(ask()).rejects.toMatchObject({ code: 3 });
    await run(
      process.execPath,
      [command, 'tenants', 'keys', 'create', '--tenant', 'roles', '--role', role],
      { env: { ...process.env, AWS_ENDPOINT_URL_SQS: stack.endpoints.sqs }, cwd: directory },
    );
    const { AccessKeyId, SecretAccessKey } = issued.parse(JSON.parse((await ask()).stdout));
    const client = new SESClient({
      ...{ region, endpoint },
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
    });
    await client.send(
      new SendRawEmailCommand({
        Destinations: ['role@example.net'],
        RawMessage: {
          Data: Buffer.from('From: ann@example.com\r\nSubject: By role\r\n\r\nHi\r\n'),
        },
      }),
    );
    client.destroy();

    expect(await receivedWith(['By role'], 1)).toMatchObject([
      { tags: { 'pipeline-tenant': 'roles' } },
    ]);
    if (!isHere('boto3', 'python3', '-c', 'import botocore')) return;
    const page = await readFile(join(root, 'docs', 'doors.md'), 'utf8');
    const [, program = ''] = /<!-- example: role -->\n```python\n([\s\S]*?)```/.exec(page) ?? [];
    const { stdout } = await run('python3', ['-c', program, endpoint, region], { env: asRole() });
    expect(() => issued.parse(JSON.parse(stdout))).not.toThrow();
  });
});
