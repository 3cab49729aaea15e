import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { smtpPassword } from '../../../shared/access-keys/smtp-password.ts';
import {
  type DoorWorld,
  idOf,
  mimeOf,
  region,
  secretOf,
  startDoorWorld,
  transportOf,
} from './door-world.ts';
import { loggedIn } from './raw-client.ts';

let world: DoorWorld;
beforeEach(async () => {
  world = await startDoorWorld();
});
afterEach(() => world.door.stop(0));

const mail = { from: 'shop@example.com', to: 'ada@example.org', subject: 's', text: 't' };

describe('mail by SMTP', () => {
  it.each([
    ['STARTTLS', (one: DoorWorld) => ({ port: one.door.startTlsPort })],
    ['TLS', (one: DoorWorld) => ({ port: one.door.tlsPort, secure: true })],
    [
      'the derived password',
      () => ({ auth: { user: idOf(0), pass: smtpPassword(secretOf(0), region) } }),
    ],
    ['AUTH LOGIN', () => ({ authMethod: 'LOGIN' })],
  ])('is taken by %s, of the tenant of the key', async (_, options) => {
    const sent = await transportOf(world, 0, options(world)).sendMail(mail);

    expect(sent.response).toBe('250 Ok id-1');
    expect(world.taken[0]).toMatchObject({
      key: { tenantId: 'tenant-0' },
      submission: {
        operation: 'SendRawEmail',
        source: 'shop@example.com',
        destinations: ['ada@example.org'],
        configurationSet: undefined,
        maxBytes: 10_485_760,
      },
    });
  });

  it('goes to the envelope alone, and has no Bcc', async () => {
    const to = Array.from({ length: 25 }, (_, n) => `to-${n}@example.org`);
    const bcc = Array.from({ length: 25 }, (_, n) => `bcc-${n}@example.org`);

    await transportOf(world).sendMail({ ...mail, to, bcc });

    expect(world.taken[0]?.submission.destinations).toEqual([...to, ...bcc]);
    expect(mimeOf(world.taken[0]).toString()).not.toMatch(/bcc/i);
  });

  it('has attachments and any script, byte for byte', async () => {
    const content = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 7919) % 256));
    const subject = 'Grüße — 你好 👋';

    await transportOf(world).sendMail({
      ...mail,
      subject,
      attachments: [{ filename: 'ä.bin', content }],
    });

    const mime = mimeOf(world.taken[0]).toString('latin1');
    const base64 = content.toString('base64');
    expect(mime).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(mime.replace(/\r\n/g, '')).toContain(base64);
  });

  it.each([
    ['dots at line starts', '.\r\n..\r\n...x\r\n.y\r\n'],
    ['a dot first', '..a\r\n'],
    ['8-bit text', 'Grüße\r\nä\r\n'],
    ['lines of 998', `${`${'x'.repeat(998)}\r\n`.repeat(50)}`],
    ['one line of 100,000', `${'y'.repeat(100_000)}\r\n`],
    ['line feeds alone', 'a\nb\n.\nc\r\n'],
    [
      'every byte',
      Array.from({ length: 256 }, (_, n) =>
        n === 13 || n === 10 ? '' : String.fromCharCode(n),
      ).join(''),
    ],
  ])('has a body with %s, byte for byte', async (_, body) => {
    const text = Buffer.from(`From: a@example.com\r\n\r\n${body}`, 'latin1');
    const client = await loggedIn(world);

    await client.say('MAIL FROM:<a@example.com> BODY=8BITMIME');
    await client.say('RCPT TO:<b@example.org>');
    await client.say('DATA');
    const stuffed = text.toString('latin1').replace(/^\./gm, '..');
    const end = body.endsWith('\r\n') ? '.\r\n' : '\r\n.\r\n';
    client.write(Buffer.from(stuffed + end, 'latin1'));

    expect(await client.reply()).toBe('250 Ok id-1');
    const expected = body.endsWith('\r\n') ? text : Buffer.concat([text, Buffer.from('\r\n')]);
    expect(digest(mimeOf(world.taken[0]))).toBe(digest(expected));
  });

  it('is the same in whatever pieces it comes', async () => {
    const text = `From: a@example.com\r\n\r\n..x\r\n${'z'.repeat(30)}\r\n`;
    const client = await loggedIn(world);
    client.socket.setNoDelay(true);

    for (const piece of [1, 2, 3, 5, 7, 11]) {
      await client.say('MAIL FROM:<a@example.com>');
      await client.say('RCPT TO:<b@example.org>');
      await client.say('DATA');
      const stuffed = Buffer.from(`${text.replace(/^\./gm, '..')}.\r\n`);
      for (let at = 0; at < stuffed.length; at += piece) {
        client.write(stuffed.subarray(at, at + piece));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await client.reply()).toMatch(/^250 Ok/);
    }

    for (const taken of world.taken) expect(mimeOf(taken).toString()).toBe(text);
  });

  it('is taken as often as it is sent on one connection, with RSET between', async () => {
    const client = await loggedIn(world);
    for (let n = 0; n < 3; n += 1) {
      await client.say(`MAIL FROM:<wrong-${n}@example.com>`);
      await client.say('RSET');
      await client.say(`MAIL FROM:<a-${n}@example.com>`);
      await client.say('RCPT TO:<b@example.org>');
      await client.say('DATA');
      expect(await client.say('x: y\r\n\r\n.')).toBe(`250 Ok id-${n + 1}`);
    }
    expect(world.taken.map(({ submission }) => submission.source)).toEqual([
      'a-0@example.com',
      'a-1@example.com',
      'a-2@example.com',
    ]);
  });

  it('is taken from pipelined commands', async () => {
    const client = await loggedIn(world);

    client.write(
      'MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<c@example.org>\r\nDATA\r\n',
    );
    expect([await client.reply(), await client.reply(), await client.reply()]).toEqual([
      '250 Accepted',
      '250 Accepted',
      '250 Accepted',
    ]);
    expect(await client.reply()).toMatch(/^354/);
    client.write('x: y\r\n\r\nz\r\n.\r\nMAIL FROM:<d@example.com>\r\nNOOP\r\nQUIT\r\n');

    expect([await client.reply(), await client.reply(), await client.reply()]).toEqual([
      '250 Ok id-1',
      '250 Accepted',
      '250 OK',
    ]);
    expect(world.taken).toHaveLength(1);
  });

  it('keeps a domain that is not ASCII in its ASCII form', async () => {
    const client = await loggedIn(world);

    await client.say('MAIL FROM:<a@xn--bcher-kva.example>');
    await client.say('RCPT TO:<B@xn--bcher-kva.example>');
    await client.say('DATA');
    await client.say('x: y\r\n\r\n.');

    expect(world.taken[0]?.submission).toMatchObject({
      source: 'a@xn--bcher-kva.example',
      destinations: ['B@xn--bcher-kva.example'],
    });
  });
});

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
