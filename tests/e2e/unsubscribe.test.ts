import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { createFaultSwitch } from '../../local/faults/fault-switch.ts';
import type { StackOptions } from '../../local/stack/stack-options.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate, templateWith } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { parseMessageItem } from '../../shared/messages/message-item.ts';
import { describeMessage } from '../../shared/messages/message-state.ts';
import { isHere } from '../support/foreign-programs.ts';
import { readUntil } from '../support/until.ts';

// A newsletter with a link to leave, through the packaged pipeline: what arrives, as a program that is
// not ours reads it, and what the link does.

const received = z.array(z.object({ id: z.string(), to: z.array(z.string()) }));

let stack: Stack;
let directory: string;
let clients: Clients;

const start = async (
  environment: Readonly<Record<string, string>>,
  options: Partial<StackOptions> = {},
): Promise<void> => {
  directory = await mkdtemp(join(tmpdir(), 'unsubscribe-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 50,
    latencyMs: 5,
    longestWindowSeconds: 1,
    quiet: true,
    streams: { unsubscribe: 'marketing' },
    environment,
    ...options,
  });
  const { region, sqs: sqsEndpoint, dynamodb: dynamodbEndpoint } = stack.endpoints;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  clients = connect({ region, sqsEndpoint, dynamodbEndpoint, credentials });
};

const stop = async (): Promise<void> => {
  clients?.sqs.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
};

const newsletter = (to: string, messageId: string, tenantId = 'acme') => ({
  ...{ messageId, tenantId, stream: 'marketing' as const },
  ...{ from: 'Acme <news@example.com>', to: [to], subject: 'News' },
  text: 'To leave: {{unsubscribeUrl}}',
});

const arrivedAt = async (to: string): Promise<readonly string[]> =>
  received
    .parse(await (await fetch(`${stack.endpoints.ses}/_sim/messages`)).json())
    .filter((mail) => mail.to.includes(to))
    .map(({ id }) => id);

/** Ids of the mails to an address, once there are so many. */
const arrivals = (to: string, count: number): Promise<readonly string[]> =>
  readUntil(
    () => arrivedAt(to),
    (ids) => ids.length >= count,
  );

const put = async (message: { readonly stream: string }): Promise<void> => {
  const queue = message.stream === 'transactional' ? 'transactional' : 'bulk';
  const QueueUrl = stack.endpoints.queues[queue] ?? '';
  await clients.sqs.send(
    new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }),
  );
};

/** State of a message once nothing more will be sent of it. */
const lastStateOf = (messageId: string): Promise<string | undefined> =>
  readUntil(
    async () => {
      const table = messageTable(
        clients.documents,
        stack.endpoints.tables.messages ?? '',
        Date.now,
      );
      const [item] = await table.findItems([{ tenantId: 'acme', messageId }]);
      return item === undefined ? undefined : describeMessage(parseMessageItem(item)).state;
    },
    (state) => state === 'suppressed' || state === 'sent' || state === 'delivered',
  );

const mimeOf = async (id: string): Promise<string> =>
  (await fetch(`${stack.endpoints.ses}/_sim/messages/${id}/raw`)).text();

const python = isHere('Python', 'python3', '--version');

/** Headers of a mail as Python's `email` reads them. */
const readByPython = (mime: string): Readonly<Record<string, string>> => {
  const script =
    'import sys, json, email, email.policy\n' +
    'mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)\n' +
    'print(json.dumps({name.lower(): [str(one) for one in mail.get_all(name)] for name in mail.keys()}))';
  const { stdout } = spawnSync('python3', ['-c', script], { input: mime, encoding: 'utf8' });
  return z.record(z.string(), z.any()).parse(JSON.parse(stdout));
};

describe('unsubscribe, from the mail to the table', () => {
  beforeAll(() => start({}));
  afterAll(stop);

  it('is in a newsletter as RFC 8058 wants it, acts at a POST alone, and leaves the rest of the mail', async () => {
    const jane = 'jane@example.org';
    await put(newsletter(jane, 'news-1'));
    const [id = ''] = await arrivals(jane, 1);
    const mime = await mimeOf(id);
    const link = /To leave: (\S+)/.exec(mime.replaceAll('=\r\n', ''))?.[1] ?? '';

    expect(link.startsWith(`${stack.endpoints.api}/u/acme/`)).toBe(true);
    if (python) {
      const headers = readByPython(mime);
      expect(headers['list-unsubscribe']).toEqual([`<${link}>`]);
      expect(headers['list-unsubscribe-post']).toEqual(['List-Unsubscribe=One-Click']);
    }

    for (let time = 0; time < 5; time += 1) expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
    await put(newsletter(jane, 'news-2'));
    await arrivals(jane, 2);

    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    for (let time = 0; time < 2; time += 1)
      expect((await fetch(link, { method: 'POST', body })).status).toBe(200);
    await put(newsletter(jane, 'news-3'));
    await put({
      ...newsletter(jane, 'reset-1'),
      ...{ stream: 'transactional', subject: 'Your new password', text: 'Here it is.' },
    });
    expect(await lastStateOf('news-3')).toBe('suppressed');
    const subjects = await Promise.all((await arrivals(jane, 3)).map(mimeOf));

    expect(subjects.filter((one) => /^Subject: News/m.test(one))).toHaveLength(2);
    expect(subjects.filter((one) => /^Subject: Your new password/m.test(one))).toHaveLength(1);
  });
});

describe('a link of 700 characters', () => {
  const tenantId = 't'.repeat(64);
  const address = `${'a'.repeat(64)}@${['b', 'c', 'd'].map((one) => one.repeat(60)).join('.')}.museum`;
  const linkLength = 700;
  /** Number, nonce and tag of a token, and what they seal, in base64url. */
  const tokenLength = Math.ceil(((1 + 12 + 16 + `marketing\0${address}`.length) * 4) / 3);
  const base = 'https://mail.example.com/'.padEnd(
    linkLength - `/u/${tenantId}/`.length - tokenLength,
    'x',
  );

  beforeAll(() => start({ UNSUBSCRIBE_URL: base, UNSUBSCRIBE_MAILBOX: 'leave@in.example.com' }));
  afterAll(stop);

  /** Lines of a header as they went over the wire. */
  const linesOf = (mime: string, name: string): string =>
    new RegExp(`^${name}:(?:[^\\r]|\\r\\n )*`, 'm').exec(mime)?.[0] ?? '';

  it('arrives as it is, plain and whole, as one URL for a foreign parser', async () => {
    await put(newsletter(address, 'long-1', tenantId));
    const [id = ''] = await arrivals(address, 1);
    const mime = await mimeOf(id);
    const lines = linesOf(mime, 'List-Unsubscribe');
    const [, link = ''] = /<(https:[^>]*)>/.exec(lines) ?? [];

    expect(address).toHaveLength(254);
    expect(link).toHaveLength(linkLength);
    expect(link.startsWith(`${base}/u/${tenantId}/`)).toBe(true);
    // The mailbox does not fit beside it into the 995 characters of a header, and stays away.
    expect(lines.replace('\r\n', '')).toBe(`List-Unsubscribe: <${link}>`);
    expect(lines).toMatch(/^[ -~\r\n]*$/);
    expect(lines).not.toContain('=?');
    for (const line of mime.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
    if (python) {
      const headers = readByPython(mime);
      expect(headers['list-unsubscribe']).toEqual([`<${link}>`]);
      expect(headers['list-unsubscribe-post']).toEqual(['List-Unsubscribe=One-Click']);
    }
  });

  it('has the mailbox behind it where both fit, and a mail to that suppresses', async () => {
    const jane = 'jane@example.org';
    await put(newsletter(jane, 'short-1'));
    const [id = ''] = await arrivals(jane, 1);
    const mime = await mimeOf(id);
    const value = python
      ? readByPython(mime)['list-unsubscribe']?.[0]
      : linesOf(mime, 'List-Unsubscribe')
          .replace(/^\S+\s+/, '')
          .replace('\r\n', '');

    const [, link = '', mailLink = ''] = /^<(\S+)>, <(\S+)>$/.exec(value ?? '') ?? [];
    const { pathname, searchParams } = new URL(mailLink);

    expect(pathname).toBe('leave@in.example.com');
    expect(searchParams.get('subject')).toBe(`acme.${link.split('/').at(-1)}`);

    const mail = { commonHeaders: { subject: searchParams.get('subject') } };
    await stack.invoke('unsubscribe', { Records: [{ eventSource: 'aws:ses', ses: { mail } }] });
    await put(newsletter(jane, 'short-2'));

    expect(await lastStateOf('short-2')).toBe('suppressed');
  });
});

describe('a mail that leaves while the tables are away', () => {
  const faults = createFaultSwitch(() => 0);
  const waiting = async (): Promise<number> => {
    const { visible = 0, inFlight = 0 } = (await stack.depths()).unsubscribeMail ?? {};
    return visible + inFlight;
  };

  beforeAll(async () => {
    const mailbox = ['--param', 'unsubscribeMailbox=leave@in.example.com'];
    const { zipOf } = await packagedTemplate();
    await start(
      {},
      {
        package: { zipOf, template: await templateWith(mailbox) },
        fateOf: faults.fateOf,
        retryDelaysMs: [10],
        visibilitySeconds: 2,
      },
    );
  });
  afterAll(stop);

  it('waits through every retry, and suppresses as soon as they are back', async () => {
    const jane = 'jane@example.org';
    await put(newsletter(jane, 'away-1'));
    const [id = ''] = await arrivals(jane, 1);
    const [, subject] = /mailto:leave@in\.example\.com\?subject=([^>]+)/.exec(
      (await mimeOf(id)).replaceAll('\r\n ', ''),
    ) ?? [undefined, ''];
    const mail = { commonHeaders: { subject } };

    faults.set({ dynamodb: { error: 1 } });
    const { kind } = await stack.invokeAsynchronously('unsubscribe', {
      Records: [{ eventSource: 'aws:ses', ses: { mail } }],
    });
    expect([kind, await waiting()]).toEqual(['error', 1]);

    faults.set({});
    expect(await readUntil(waiting, (count) => count === 0)).toBe(0);
    await put(newsletter(jane, 'away-2'));
    expect(await lastStateOf('away-2')).toBe('suppressed');
  });
});
