import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateConfigurationSetCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { connectPipeline, type Email, enqueueEmail } from '../../client/client.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { runCommand } from '../support/run-command.ts';
import { readUntil } from '../support/until.ts';

// Streams of a deployment's own, on the packaged functions: through which set their mail goes, what it
// gets, and what commands and pages say of them.

const streams = {
  receipts: { lane: 'transactional' },
  'week-digest': { lane: 'bulk', unsubscribe: true, title: 'The week in view' },
  old: { lane: 'bulk', configurationSet: 'legacy', track: 'none' },
} as const;

const received = z.array(
  z.object({
    id: z.string(),
    to: z.array(z.string()),
    configurationSet: z.optional(z.nullable(z.string())),
  }),
);

let stack: Stack;
let folder: string;
let clients: Clients;

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streams-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory: join(folder, '.local'),
    ...{ rate: 50, latencyMs: 5, longestWindowSeconds: 1, quiet: true },
    streams: { streams: JSON.stringify(streams) },
  });
  const { region, sqs: sqsEndpoint, dynamodb: dynamodbEndpoint, ses: endpoint } = stack.endpoints;
  clients = connect({ region, sqsEndpoint, dynamodbEndpoint, credentials });
  const ses = new SESv2Client({ region, endpoint, credentials });
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'legacy' }));
  ses.destroy();
});

afterAll(async () => {
  clients?.sqs.destroy();
  clients?.dynamodb.destroy();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const pipeline = () => {
  const { transactional = '', bulk = '' } = stack.endpoints.queues;
  return connectPipeline({
    queues: { transactional, bulk },
    sqs: clients.sqs,
    streams: { receipts: 'transactional', 'week-digest': 'bulk', old: 'bulk' },
  });
};

const mail = (stream: string, to: string): Email => ({
  ...{ messageId: `${stream}-${to}`, tenantId: 'acme', stream },
  ...{ from: 'Acme <news@example.com>', to: [to], subject: 'Hello' },
  text: stream === 'week-digest' ? 'To leave: {{unsubscribeUrl}}' : 'Hello',
});

/** The mail to an address, once it is there. */
const arrived = async (to: string) => {
  const all = await readUntil(
    async () => received.parse(await (await fetch(`${stack.endpoints.ses}/_sim/messages`)).json()),
    (mails) => mails.some((one) => one.to.includes(to)),
  );
  const [one] = all.filter((each) => each.to.includes(to));
  if (one === undefined) throw new Error('It did not arrive.');
  const mime = await (await fetch(`${stack.endpoints.ses}/_sim/messages/${one.id}/raw`)).text();
  return { ...one, mime: mime.replaceAll('=\r\n', '') };
};

const run = (...args: readonly string[]) => runCommand(args, { cwd: folder });

describe('streams of a deployment’s own', () => {
  it('go each through their set, and get what they are to get', async () => {
    const sent = await Promise.all(
      ['receipts', 'week-digest', 'old'].map((stream) =>
        enqueueEmail(pipeline(), mail(stream, `${stream}@example.org`)),
      ),
    );
    expect(sent.map((one) => one.kind === 'queued' && one.lane)).toEqual([
      'transactional',
      'bulk',
      'bulk',
    ]);
    const [receipt, digest, old] = await Promise.all(
      ['receipts', 'week-digest', 'old'].map((stream) => arrived(`${stream}@example.org`)),
    );

    expect(receipt?.configurationSet).toBe('ses-pipeline-dev-receipts');
    expect(digest?.configurationSet).toBe('ses-pipeline-dev-week-digest');
    expect(old?.configurationSet).toBe('legacy');
    expect(receipt?.mime).not.toMatch(/List-Unsubscribe/);
    expect(digest?.mime).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
    const status = await readUntil(
      async () => (await run('status', 'receipts-receipts@example.org', '--tenant', 'acme')).out,
      (out) => out.includes('delivered'),
    );
    expect(status).toContain('delivered');
  });

  it('are left by their link, under their name for people, and no other stream with them', async () => {
    const to = 'week-digest@example.org';
    const { mime } = await arrived(to);
    const link = /To leave: (\S+)/.exec(mime)?.[1] ?? '';
    const page = await (await fetch(link)).text();

    expect(page).toContain('“The week in view” by acme');
    expect(page).toContain('value="week-digest" checked');

    await fetch(link, { method: 'POST', body: new URLSearchParams({ action: 'leave' }) });
    const { out } = await run('suppressions', 'list', '--tenant', 'acme', '--own', '--json');

    expect(JSON.parse(out)).toMatchObject({
      address: to,
      scope: 'tenant#acme#stream#week-digest',
      reason: 'unsubscribe',
    });
  });

  it('are paused and released by themselves', async () => {
    const pause = ['acme', '--stream', 'week-digest', '--why', 'a wrong list'];
    expect((await run('pause', ...pause, '--force')).code).toBe(0);
    await enqueueEmail(pipeline(), mail('week-digest', 'jane@example.org'));
    const held = await readUntil(
      async () => (await run('held', 'list', '--tenant', 'acme', '--json')).out,
      (out) => out !== '',
    );
    expect(JSON.parse(held)).toMatchObject({ stream: 'week-digest' });

    expect((await run('resume', ...pause)).out).toContain('1 held released');
    expect((await arrived('jane@example.org')).configurationSet).toBe(
      'ses-pipeline-dev-week-digest',
    );
  });

  it('are sent by the command line, which says of any other which there are', async () => {
    const content = ['--from', 'news@example.com', '--subject', 'Hi', '--text', 'Hello'];
    const to = ['--to', 'bob@example.org', '--tenant', 'acme'];
    expect((await run('send', ...content, ...to, '--stream', 'receipts', '--json')).out).toContain(
      '"lane":"transactional"',
    );
    const wrong = await run('send', ...content, ...to, '--stream', 'receipt');

    expect(wrong.code).toBe(3);
    expect(wrong.err).toContain(
      'must be one of transactional, notifications, marketing, receipts, week-digest, old',
    );
    expect((await run('pause', 'acme', '--stream', 'receipt', '--why', 'x')).err).toContain(
      'There is no stream receipt; there are transactional, notifications, marketing, receipts',
    );
  });
});
