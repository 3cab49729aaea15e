import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { secretKeys } from '../../shared/aws/secrets/secret-keys.ts';
import { tenantCredentials } from '../../shared/aws/tenants/tenant-credentials.ts';
import { secretBox } from '../../shared/secrets/secret-box.ts';
import { systemClock } from '../../shared/system/clock.ts';
import { unknownAccessKeyId } from '../../simulator/api/caller.ts';
import { until } from '../support/until.ts';

// A tenant's keys as a person sets them, and the packaged functions that sign with them.

const root = join(import.meta.dirname, '../..');
const firstKey = `AKIA${'F'.repeat(16)}`;
const secret = 'first-K7MDENGbPxRfiCYEXAMPLEKEY';
const nextSecret = 'next-K7MDENGbPxRfiCYEXAMPLEKEY';
/** Both secrets, in plain and in each alignment of base64. */
const anySecret = new RegExp(
  ['', 'x', 'xx']
    .map((before) => Buffer.from(`${before}K7MDENGbPxRfiCYEXAMPLEKEY`).toString('base64'))
    .map((text) => text.slice(4, -4))
    .concat('K7MDENGbPxRfiCYEXAMPLEKEY')
    .map((text) => text.replaceAll('+', '\\+'))
    .join('|'),
);

let folder: string;
let stack: Stack;
let clients: Clients;
const shown: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenant-keys-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory: join(folder, '.local'),
    rate: 14,
    latencyMs: 20,
    quiet: true,
    environment: { LOG_LEVEL: 'DEBUG' },
  });
  clients = connect({
    region: stack.endpoints.region,
    sqsEndpoint: stack.endpoints.sqs,
    dynamodbEndpoint: stack.endpoints.dynamodb,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

afterAll(async () => {
  clients?.sqs.destroy();
  clients?.dynamodb.destroy();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the command where the stack is, with this on its standard input. */
const run = async (args: readonly string[], input = '') => {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'cli/main.ts'), ...args],
    { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    out += chunk;
  });
  child.stdin.end(input);
  const [exitCode] = await once(child, 'close');
  shown.push(out);
  return { exitCode, out };
};

const setKey = (id: string, given: string) =>
  run(
    ['tenants', 'key', 'set', 'acme', '--ses-region', 'eu-central-1', '--access-key-id', id],
    `${given}\n`,
  );

const put = (messageId: string) =>
  clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: stack.endpoints.queues.transactional ?? '',
      MessageBody: JSON.stringify({
        messageId,
        tenantId: 'acme',
        from: 'Shop <shop@example.com>',
        to: ['jane@example.org'],
        subject: 'Your order',
        text: 'It is on its way.',
      }),
    }),
  );

const arrived = async (): Promise<number> => {
  const answer = await fetch(`${stack.endpoints.ses}/_sim/stats`);
  return z.object({ acceptedCalls: z.number() }).parse(await answer.json()).acceptedCalls;
};

const textsBelow = async (directory: string): Promise<readonly string[]> =>
  Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), 'utf8')));

describe('the keys of a tenant', () => {
  it.each([0, 1, 2])('would be noticed in base64, too, after %i characters', (count) => {
    const around = `${'"'.repeat(count)}${secret}"`;

    expect(around).toMatch(anySecret);
    expect(Buffer.from(around).toString('base64')).toMatch(anySecret);
  });

  it('are set, sign its mail, are rotated without a break, and are nowhere in plain', async () => {
    const set = await setKey(firstKey, secret);
    expect(set).toMatchObject({ exitCode: 0, out: expect.stringContaining('acme  stored') });
    await put('one');
    await until('the mail has arrived', async () => (await arrived()) === 1);

    const refused = await setKey(unknownAccessKeyId, nextSecret);
    expect(refused).toMatchObject({
      exitCode: 3,
      out: expect.stringContaining('InvalidClientTokenId'),
    });
    // STS knew the key and SES does not yet.
    const { put: putKeys } = tenantCredentials(
      clients.documents,
      stack.endpoints.tables.tenants ?? '',
      secretBox(secretKeys(stack.endpoints.secretsKey)),
      systemClock.now,
    );
    await putKeys('acme', {
      account: stack.endpoints.accountId,
      region: 'eu-central-1',
      accessKeyId: unknownAccessKeyId,
      secretAccessKey: nextSecret,
    });
    await put('two');
    await until('the mail has arrived with the key before', async () => (await arrived()) === 2);
    const { out } = await run(['tenants', 'key', 'show', 'acme']);
    expect(out).toMatch(new RegExp(`${unknownAccessKeyId}.*\\n.*key before +${firstKey}`));

    for await (const item of clients.documents.scan({
      TableName: stack.endpoints.tables.tenants ?? '',
    }))
      shown.push(JSON.stringify(item));
    const logs = await textsBelow(stack.endpoints.logs);
    expect(logs.join('\n')).toContain('AWS does not accept an access key of tenant acme');
    expect(logs.join('\n')).toContain('the other key of the tenant is used');
    expect([...shown, ...logs].join('\n')).not.toMatch(anySecret);
    expect(shown.join('\n')).toContain(firstKey);
  });
});
