import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import nodemailer from 'nodemailer';
import * as z from 'zod/mini';
import type { LocalSmtp } from '../../local/stack/contract-files.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { isHere } from '../support/foreign-programs.ts';
import { readUntil } from '../support/until.ts';

// Programs that send by SMTP, as they are, at the SMTP door of the packaged pipeline: host, port and
// login are the only change. Those that are foreign run where they are installed: `pip install
// django`, swaks, msmtp.

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const program = join(root, 'tests/support/ses-clients/smtp_at_the_door.py');

const received = z.array(
  z.object({
    id: z.string(),
    to: z.array(z.string()),
    subject: z.optional(z.string()),
    configurationSet: z.optional(z.string()),
    tags: z.record(z.string(), z.string()),
  }),
);

let home: string;
let stack: Stack;
let door: LocalSmtp;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'smtp-door-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory: join(home, '.local'),
    rate: 50,
    latencyMs: 5,
    longestWindowSeconds: 1,
    quiet: true,
    warm: true,
  });
  const { smtp } = stack.endpoints;
  if (smtp === null) throw new Error('The stack has no SMTP door.');
  door = smtp;
});

afterAll(async () => {
  await stack?.stop();
  await rm(home, { recursive: true, force: true });
});

const read = async (path: string): Promise<Response> =>
  fetch(`${stack.endpoints.ses}/_sim/${path}`);

/** Mail that SES received whose subject begins so, once there are so many. */
const receivedWith = (subject: string, count: number) =>
  readUntil(
    async () =>
      received
        .parse(await (await read('messages?limit=5000')).json())
        .filter((one) => one.subject?.startsWith(subject)),
    (messages) => messages.length >= count,
    120_000,
  );

const rawOf = async (id: string): Promise<string> => (await read(`messages/${id}/raw`)).text();

const transportTo = ({ host, startTlsPort, user, password, caFile }: LocalSmtp) =>
  nodemailer.createTransport({
    ...{ host, port: startTlsPort, requireTLS: true, pool: true, maxConnections: 10 },
    auth: { user, pass: password },
    tls: { ca: readFileSync(caFile) },
  });

const python = async (which: string) => {
  const { host, startTlsPort, tlsPort, user, password, caFile } = door;
  const args = [which, host, `${startTlsPort}`, `${tlsPort}`, user, password, caFile];
  const env = { ...process.env, SSL_CERT_FILE: caFile };
  const { stdout } = await run('python3', [program, ...args], { env });
  return JSON.parse(stdout);
};

/** A door of its own process; resolves when it is ready. */
const startProcess = async (): Promise<{ child: ChildProcess; door: LocalSmtp }> => {
  const zero = ['--starttls-port', '0', '--tls-port', '0', '--health-port', '0'];
  const child = spawn(process.execPath, [join(root, 'cli/main.ts'), 'smtp', ...zero], {
    cwd: home,
    env: { ...process.env, AWS_ENDPOINT_URL_SQS: stack.endpoints.sqs, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { startTlsPort, tlsPort } = z
      .object({ startTlsPort: z.number(), tlsPort: z.number() })
      .parse(JSON.parse(line));
    return { child, door: { ...door, startTlsPort, tlsPort } };
  }
  throw new Error('The door ended before it was ready.');
};

describe('the SMTP door', () => {
  it('is the place of nodemailer: headers of SES count and are gone, Bcc gets it and is nowhere', async () => {
    const transport = transportTo(door);

    const sent = await transport.sendMail({
      from: 'Ann <ann@example.com>',
      to: 'a@example.net',
      bcc: 'b@example.net',
      subject: 'nodemailer 1',
      text: 'Zoë',
      attachments: [{ filename: 'a.bin', content: Buffer.alloc(3_000_000, 'ab') }],
      headers: {
        'X-SES-CONFIGURATION-SET': 'marketing',
        'X-SES-MESSAGE-TAGS': 'campaign=spring',
      },
    });
    transport.close();

    const [mail] = await receivedWith('nodemailer 1', 1);
    expect(sent.response).toMatch(/^250 Ok \S+$/);
    expect(mail).toMatchObject({
      to: ['a@example.net', 'b@example.net'],
      configurationSet: 'ses-pipeline-dev-marketing',
      tags: { campaign: 'spring' },
    });
    expect(await rawOf(mail?.id ?? '')).not.toMatch(/^(?:bcc|x-ses-)/im);
  });

  it('queues a mail that is sent again after a lost answer once', async () => {
    const transport = transportTo(door);
    const mail = {
      ...{ from: 'ann@example.com', to: 'c@example.net', subject: 'again', text: 't' },
      messageId: '<one@example.com>',
      date: new Date(0),
    };

    const answers = [await transport.sendMail(mail), await transport.sendMail(mail)];
    await transport.sendMail({ ...mail, subject: 'after', messageId: '<two@example.com>' });
    transport.close();
    await receivedWith('after', 1);

    expect(answers[0]?.response).toBe(answers[1]?.response);
    expect(await receivedWith('again', 1)).toHaveLength(1);
  });

  it('says no to a sender of another tenant, and to a set that there is not', async () => {
    const transport = transportTo(door);
    const mail = { from: 'ann@example.com', to: 'd@example.net', subject: 'no', text: 't' };

    await expect(
      transport.sendMail({ ...mail, headers: { 'X-SES-CONFIGURATION-SET': 'none' } }),
    ).rejects.toThrow(/554 Transaction failed: Configuration set/);
    await expect(transport.sendMail({ ...mail, from: 'Ann <ann>' })).rejects.toThrow(/50[0-9]|553/);
    transport.close();
  });

  it('is the place of smtplib', async () => {
    if (!isHere('python3', 'python3', '--version')) return;

    expect(await python('smtplib')).toEqual([{}, 535]);
    const [mail] = await receivedWith('smtplib', 1);
    expect(mail?.to).toEqual(['smtplib@example.net', 'hidden@example.net']);
    expect(await rawOf(mail?.id ?? '')).not.toContain('hidden');
  });

  it("is the place of Django's SMTP backend", async () => {
    if (!isHere('Django', 'python3', '-c', 'import django')) return;

    expect(await python('django')).toBe(2);
    const mails = await receivedWith('django', 2);
    expect(mails.map(({ to, configurationSet }) => [to, configurationSet])).toEqual(
      Array(2).fill([
        ['django@example.net', 'django-bcc@example.net'],
        'ses-pipeline-dev-marketing',
      ]),
    );
  });

  it.each<[string, (to: LocalSmtp) => readonly string[]]>([
    [
      'swaks',
      ({ host, startTlsPort, user, password }) => [
        ...['--server', host, '--port', `${startTlsPort}`, '--tls', '--auth-user', user],
        ...['--auth-password', password, '--from', 'ann@example.com', '--to', 'x@example.net'],
        ...['--header', 'Subject: swaks'],
      ],
    ],
    [
      'msmtp',
      ({ host, startTlsPort, user, password, caFile }) => [
        ...[`--host=${host}`, `--port=${startTlsPort}`, '--auth=on', `--user=${user}`, '--tls=on'],
        ...[`--tls-trust-file=${caFile}`, `--passwordeval=echo ${password}`],
        ...['--from=ann@example.com', 'x@example.net'],
      ],
    ],
  ])('is the place of %s', async (name, argumentsFor) => {
    if (!isHere(name, name, '--version')) return;

    const child = run(name, [...argumentsFor(door)]);
    child.child.stdin?.end(`From: ann@example.com\r\nSubject: ${name}\r\n\r\nt\r\n`);
    await child;

    expect(await receivedWith(name, 1)).toHaveLength(1);
  });

  it('has each mail with 250 once, though it is killed among them and clients send again', async () => {
    const mails = Array.from({ length: 80 }, (_, n) => ({
      ...{ from: 'ann@example.com', to: `killed-${n}@example.net`, text: 't' },
      subject: `killed ${n}.`,
      messageId: `<killed-${n}@example.com>`,
      date: new Date(0),
    }));
    const first = await startProcess();
    const transport = transportTo(first.door);
    let accepted = 0;
    const answers = await Promise.allSettled(
      mails.map(async (mail) => {
        await transport.sendMail(mail);
        accepted += 1;
        if (accepted === 20) first.child.kill('SIGKILL');
      }),
    );
    transport.close();
    const open = mails.filter((_, n) => answers[n]?.status === 'rejected');
    const second = await startProcess();
    const again = transportTo(second.door);
    for (const mail of open) await again.sendMail(mail);
    again.close();
    const messages = await receivedWith('killed', mails.length);
    second.child.kill('SIGTERM');
    const exitCode = await new Promise((resolve) => second.child.once('exit', resolve));

    expect(open.length).toBeGreaterThan(0);
    expect(messages.map(({ subject }) => subject).toSorted()).toEqual(
      mails.map(({ subject }) => subject).toSorted(),
    );
    expect(exitCode).toBe(0);
  });
});
