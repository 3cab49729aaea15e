import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSending } from '../../../functions/send-email/wiring.ts';
import { secretKeys } from '../../../shared/aws/secrets/secret-keys.ts';
import { accountOfKey } from '../../../shared/aws/tenants/account-of-key.ts';
import { tenantCredentials } from '../../../shared/aws/tenants/tenant-credentials.ts';
import { secretBox } from '../../../shared/secrets/secret-box.ts';
import type { RawMail } from '../../../shared/ses-api/ports.ts';
import { systemClock } from '../../../shared/system/clock.ts';
import { unknownAccessKeyId } from '../../../simulator/api/caller.ts';
import { type SesSimulator, startSesSimulator } from '../../../simulator/simulator.ts';
import { startLocalDynamoDb } from '../../support/local-dynamodb.ts';
import { toldStreams } from '../../support/told-streams.ts';

const region = 'eu-central-1';
const account = '444455556666';
const goodKey = {
  accessKeyId: `AKIA${'G'.repeat(16)}`,
  secretAccessKey: 'good-K7MDENGbPxRfiCYEXAMPLEKEY',
};
const newKey = {
  accessKeyId: unknownAccessKeyId,
  secretAccessKey: 'next-K7MDENGbPxRfiCYEXAMPLEKEY',
};
const secrets = /K7MDENGbPxRfiCYEXAMPLEKEY|SzdNREVOR2JQeFJmaUNZRVhBTVBMRUtFW/;

const before = { ...process.env };
let folder: string;
let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
let simulator: SesSimulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenant-keys-'));
  database = await startLocalDynamoDb();
  simulator = await startSesSimulator({
    accountId: account,
    latencyMedianMs: 0,
    configurationSets: [{ name: 'set-transactional' }],
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_ENDPOINT_URL_STS: simulator.url,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    STAGE: 'test',
    METRICS_NAMESPACE: 'Test',
    DETAILED_METRICS: 'false',
    TABLE_MESSAGES: 'messages',
    TABLE_SUPPRESSIONS: 'suppressions',
    TABLE_LEDGER: 'ledger',
    TABLE_TENANTS: 'tenants',
    QUEUE_TRANSACTIONAL_ARN: 'arn:aws:sqs:eu-west-1:1:transactional',
    QUEUE_TRANSACTIONAL_URL: 'http://127.0.0.1:9/1/transactional',
    QUEUE_BULK_ARN: 'arn:aws:sqs:eu-west-1:1:bulk',
    QUEUE_BULK_URL: 'http://127.0.0.1:9/1/bulk',
    QUEUE_DEAD_LETTERS: 'http://127.0.0.1:9/1/dead',
    QUEUE_FEEDBACK: 'http://127.0.0.1:9/1/feedback',
    BUCKET_PAYLOADS: 'payloads',
    STREAMS: toldStreams('set-'),
    SES_ACCOUNT: '111122223333',
    SETTLE_SECONDS: '120',
    SILENCE_SECONDS: '3600',
    LARGEST_MAIL_MB: '10',
    SPREAD_OVER_DAY: 'false',
    IDENTITY_FEEDBACK: 'false',
    EVENTS_TOPIC: '',
    EVENTS_BUS: '',
    ADDRESS_KEY: '',
    SECRETS_KEY: `file:${join(folder, 'secret-key')}`,
    TRANSPORT: 'ses',
    SMTP_SERVER: '',
    UNSUBSCRIBE_URL: '',
    UNSUBSCRIBE_MAILBOX: '',
  });
});
afterAll(async () => {
  process.env = before;
  await simulator.close();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

const mail: RawMail = {
  kind: 'raw',
  source: 'shop@example.com',
  destinations: ['jane@example.org'],
  configurationSet: 'set-transactional',
  tags: {},
  mime: Buffer.from('From: shop@example.com\r\nTo: jane@example.org\r\nSubject: x\r\n\r\nbody'),
};

const put = (tenantId: string, key: typeof goodKey, keyFile = String(process.env.SECRETS_KEY)) =>
  tenantCredentials(
    database.documents,
    'tenants',
    secretBox(secretKeys(keyFile)),
    systemClock.now,
  ).put(tenantId, { account, region, endpoint: simulator.url, ...key });

/** A container that is started anew, and how it sends a mail of the tenant. */
const senderOf = (tenantId: string) => {
  const { findTenants } = createSending().ports;
  return async () => {
    const tenant = (await findTenants([tenantId])).get(tenantId);
    if (tenant === undefined) throw new Error('no tenant');
    const answer = await tenant.account.sendMail(mail);
    return { answer, name: tenant.account.name };
  };
};

const arrived = async (): Promise<number> => {
  const answer = await fetch(`${simulator.url}/_sim/stats`);
  const { acceptedCalls } = (await answer.json()) as { acceptedCalls: number };
  return acceptedCalls;
};

describe('a tenant that brings keys', () => {
  beforeEach(() => fetch(`${simulator.url}/_sim/messages`, { method: 'DELETE' }));

  it('sends through its own account, whose number is asked and not typed in', async () => {
    expect(await accountOfKey({ region, ...goodKey })).toEqual({ kind: 'known', account });
    await put('acme', goodKey);

    const { answer, name } = await senderOf('acme')();

    expect(name).toBe(`${account}#${region}`);
    expect(answer.kind).toBe('accepted');
    expect(await arrived()).toBe(1);
  });

  it('sends on during a rotation: AWS does not know the new key yet, and the mail goes with the one before', async () => {
    await put('rotates', goodKey);
    const send = senderOf('rotates');
    await send();
    await put('rotates', newKey);

    const first = await send();
    const second = await send();

    expect(first.answer).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'unreachable', code: 'InvalidClientTokenId' },
    });
    expect(second.answer.kind).toBe('accepted');
    expect(await arrived()).toBe(2);
  });

  it('has its quota read with the key before, too', async () => {
    await put('quota', goodKey);
    await put('quota', newKey);
    const { findTenants } = createSending().ports;
    const ask = async () => (await findTenants(['quota'])).get('quota')?.account.getSendQuota();

    await expect(ask()).rejects.toMatchObject({ name: 'CredentialsProblem', tenantId: 'quota' });
    expect(await ask()).toMatchObject({ maxPerSecond: 14 });
  });

  it('waits, without a call of SES, while its secret cannot be opened', async () => {
    await put('other-key', goodKey, `file:${join(folder, 'another-key')}`);

    const { answer } = await senderOf('other-key')();

    expect(answer).toEqual({
      kind: 'refused',
      refusal: {
        kind: 'paused',
        code: 'unreadable',
        cause: expect.stringContaining('tenant other-key'),
        remedy: 'Set the secret again.',
      },
    });
    expect(await arrived()).toBe(0);
  });

  it('shows its secret nowhere: not in the table, an answer, an error or what a reader sees', async () => {
    const shown: unknown[] = [
      await put('hush', goodKey),
      await put('hush', newKey),
      await put('hush', { ...newKey, secretAccessKey: `${newKey.secretAccessKey} x` }),
      await put('hush', goodKey, '').catch((error: unknown) => error),
      await accountOfKey({ region, ...newKey }),
    ];
    const send = senderOf('hush');
    shown.push(await send(), await send());
    for await (const item of database.documents.scan({ TableName: 'tenants' })) shown.push(item);

    const text = shown
      .map((one) =>
        one instanceof Error ? `${one.stack} ${JSON.stringify(one)}` : JSON.stringify(one),
      )
      .join('\n');
    expect(text).toContain('customerKey=true');
    expect(text).toContain(goodKey.accessKeyId);
    expect(text).not.toMatch(secrets);
  });
});
