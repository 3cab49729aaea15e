import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DoorLimits } from '../../../doors/smtp/limits.ts';
import { until } from '../../support/until.ts';
import {
  type DoorWorld,
  idOf,
  mimeOf,
  secretOf,
  startDoorWorld,
  transportOf,
} from './door-world.ts';
import { loggedIn, plain, type RawClient, rawClient } from './raw-client.ts';

const worlds: DoorWorld[] = [];
const start = async (limits: Partial<DoorLimits> = {}) => {
  const world = await startDoorWorld(limits);
  worlds.push(world);
  return world;
};
afterEach(async () => {
  await Promise.all(worlds.splice(0).map(({ door }) => door.stop(0)));
});

/** Begins a mail, up to the answer to DATA. */
const beginData = async (client: RawClient): Promise<void> => {
  await client.say('MAIL FROM:<a@example.com>');
  await client.say('RCPT TO:<b@example.org>');
  await client.say('DATA');
};

const metric = ({ door }: DoorWorld, name: string): number =>
  Number(new RegExp(`^ses_pipeline_smtp_${name} (\\d+)$`, 'm').exec(door.metrics())?.[1]);

describe('the door', () => {
  it('refuses connections beyond those it may have, and accepts again when one ends', async () => {
    const world = await start({ connections: 3 });
    const clients = [await loggedIn(world), await loggedIn(world)];
    const third = await rawClient(world, { isPlain: true });
    await third.reply();

    const refused = await rawClient(world, { isPlain: true });
    expect(await refused.reply()).toBe('421 Too many concurrent SMTP connections');
    const withTls = await rawClient(world);
    expect(await withTls.reply()).toBeUndefined();
    clients[0]?.socket.destroy();
    third.socket.destroy();
    await until('connections have ended', () => metric(world, 'open_connections') === 1);

    expect(await loggedIn(world)).toBeDefined();
  });

  it('refuses connections of one address beyond those it may have, and serves others', async () => {
    const world = await start({ connectionsPerAddress: 2 });
    const there = { localAddress: '127.0.0.2' };
    await loggedIn(world, 0, there);
    await loggedIn(world, 0, there);

    const refused = await rawClient(world, { ...there, isPlain: true });
    expect(await refused.reply()).toMatch(/^421 /);
    expect(await loggedIn(world)).toBeDefined();
  });

  it('lets one tenant log in so many times at once, and again when a connection ends', async () => {
    const world = await start({ connectionsPerTenant: 2 });
    const own = [await loggedIn(world), await loggedIn(world)];

    await expect(loggedIn(world)).rejects.toThrow('421 Too many concurrent SMTP connections');
    expect(await loggedIn(world, 1)).toBeDefined();
    own[0]?.socket.destroy();
    await until('it has ended', () => metric(world, 'open_connections') === 2);
    expect(await loggedIn(world)).toBeDefined();
  });

  it('keeps no place for a client that goes away while its key is looked up', async () => {
    const world = await start({ connectionsPerTenant: 1 });
    const find = world.behaviour.findKey;
    let answer = () => {};
    let asked = false;
    world.behaviour.findKey = async (id) => {
      asked = true;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return find(id);
    };
    const leaving = await rawClient(world);
    await leaving.reply();
    await leaving.say('EHLO client');
    leaving.write(`AUTH PLAIN ${plain(idOf(0), secretOf(0))}\r\n`);
    await until('its key is looked up', () => asked);
    world.behaviour.findKey = find;
    leaving.socket.destroy();
    await until('it is gone', () => metric(world, 'open_connections') === 0);

    answer();

    expect(await loggedIn(world)).toBeDefined();
  });

  it('counts a connection whose handshake fails no longer than it lasts', async () => {
    const world = await start();

    for (const port of [world.door.tlsPort, world.door.startTlsPort]) {
      const socket = connect({ host: '127.0.0.1', port });
      socket.on('error', () => undefined);
      socket.write(port === world.door.tlsPort ? 'EHLO plain\r\n' : '\x16\x03\x01broken\r\n');
      await new Promise((resolve) => socket.once('close', resolve).resume());
    }
    const upgraded = await rawClient(world, { isPlain: true });
    await upgraded.reply();
    await upgraded.say('EHLO client');
    await upgraded.say('STARTTLS');
    upgraded.write('no handshake at all\r\n'.repeat(10));
    await upgraded.ended;

    await until('connections have ended', () => metric(world, 'open_connections') === 0);
    expect(await transportOf(world).verify()).toBe(true);
  });

  it('runs no command that was sent in plain before the TLS handshake', async () => {
    const world = await start();
    const client = await rawClient(world, { isPlain: true });
    await client.reply();
    await client.say('EHLO client');

    client.write('STARTTLS\r\nMAIL FROM:<a@example.com>\r\nRSET\r\n');

    expect(await client.reply()).toMatch(/^220 /);
    expect(await client.reply()).toBeUndefined();
  });

  it('takes 50 recipients, and refuses a mail with more as SES does: none of them gets it', async () => {
    const world = await start();
    const client = await loggedIn(world);
    const send = async (count: number) => {
      await client.say('MAIL FROM:<a@example.com>');
      for (let n = 0; n < count; n += 1) await client.say(`RCPT TO:<to-${n}@example.org>`);
      await client.say('DATA');
      return client.say('x: y\r\n\r\n.');
    };

    expect(await send(51)).toBe('554 Transaction failed: Recipient count exceeds 50.');
    expect(world.taken).toEqual([]);
    expect(await send(50)).toBe('250 Ok id-1');
    expect(world.taken[0]?.submission.destinations).toHaveLength(50);
  });

  it('keeps no envelope without end', async () => {
    const world = await start({ envelope: 60 });
    const client = await loggedIn(world);
    await client.say('MAIL FROM:<a@example.com>');

    for (let n = 0; n < 60; n += 1) await client.say(`RCPT TO:<to-${n}@example.org>`);
    expect(await client.say('RCPT TO:<one-more@example.org>')).toMatch(/^452 /);
  });

  it('closes a connection whose command has no end', async () => {
    const world = await start();
    const client = await loggedIn(world);

    client.write('MAIL FROM:<'.padEnd(5_000, 'a'));

    expect(await client.reply()).toMatch(/^421 /);
    await client.ended;
  });

  it('refuses a size beyond its limit before the mail, and whatever else is no size', async () => {
    const world = await start();
    const client = await loggedIn(world);

    expect(await client.say('MAIL FROM:<a@example.com> SIZE=10485761')).toMatch(/^552 /);
    for (const size of ['-1', '1e3', '1+0D+0A', 'x', '', '999999999999999999999'])
      expect(await client.say(`MAIL FROM:<a@example.com> SIZE=${size}`)).toMatch(/^5\d\d /);
    expect(await client.say('MAIL FROM:<a@example.com> SIZE=10485760')).toBe('250 Accepted');
  });

  it('forgets a mail that is too long while it comes, and refuses it', async () => {
    const world = await start({ mailBytes: 1_000_000, bufferedBytes: 4_000_000 });
    const client = await loggedIn(world);
    await beginData(client);
    let most = 0;

    for (let n = 0; n < 25; n += 1) {
      client.write(`${'x'.repeat(99_998)}\r\n`);
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, metric(world, 'buffered_bytes'));
    }
    client.write('.\r\n');

    expect(await client.reply()).toBe('552 Message is too long.');
    expect(most).toBeLessThan(2_100_000);
    expect(metric(world, 'buffered_bytes')).toBe(0);
    await beginData(client);
    expect(await client.say('x: y\r\n\r\n.')).toBe('250 Ok id-1');
  });

  it('closes a connection whose mail has no end', async () => {
    const world = await start({ mailBytes: 100_000 });
    const client = await loggedIn(world);
    await beginData(client);
    const line = `${'x'.repeat(9_998)}\r\n`;
    const writing = setInterval(() => client.write(line.repeat(10)), 1);

    expect(await client.reply()).toBe('552 Message is too long.');
    clearInterval(writing);
    await client.ended;
    await until('connections have ended', () => metric(world, 'open_connections') === 0);
  });

  it('says before a mail that there is no room for it, and has room for other tenants', async () => {
    const world = await start({ bufferedBytes: 4_000_000, mailBytes: 3_000_000 });
    const [one, two] = [await loggedIn(world), await loggedIn(world)];
    await beginData(one);
    one.write(`${'x'.repeat(998)}\r\n`.repeat(1_000));
    await until('the bytes are counted', () => metric(world, 'buffered_bytes') > 1_000_000);

    expect(await two.say('MAIL FROM:<a@example.com> SIZE=1000000')).toBe(
      '451 Temporary service failure',
    );
    const other = await loggedIn(world, 1);
    expect(await other.say('MAIL FROM:<a@example.com> SIZE=1000000')).toBe('250 Accepted');
    one.socket.destroy();
    await until('the bytes are counted', () => metric(world, 'buffered_bytes') === 0);
    expect(await two.say('MAIL FROM:<a@example.com> SIZE=1000000')).toBe('250 Accepted');
  });

  it('refuses a mail for the moment that grows beyond the room, and keeps nothing of it', async () => {
    const world = await start({ bufferedBytes: 2_000_000 });
    const client = await loggedIn(world);
    await beginData(client);

    client.write(`${`${'x'.repeat(998)}\r\n`.repeat(3_000)}.\r\n`);

    expect(await client.reply()).toBe('451 Temporary service failure');
    expect(metric(world, 'buffered_bytes')).toBe(0);
  });

  it('takes so many mails of a tenant at once; the next is told to come again', async () => {
    const world = await start({ mailsPerTenant: 2 });
    const busy = [await loggedIn(world), await loggedIn(world)];
    for (const client of busy) await beginData(client);
    const third = await loggedIn(world);

    await beginData(third);
    expect(await third.say('x: y\r\n\r\n.')).toBe('454 Throttling failure: Too many mails at once');
    const other = await loggedIn(world, 1);
    await beginData(other);
    expect(await other.say('x: y\r\n\r\n.')).toMatch(/^250 /);
    expect(await busy[0]?.say('x: y\r\n\r\n.')).toMatch(/^250 /);
    await beginData(third);
    expect(await third.say('x: y\r\n\r\n.')).toMatch(/^250 /);
  });

  it('closes a client that does not log in in time, though it sends a byte now and then', async () => {
    const world = await start({ loginMs: 30_000 });
    const client = await rawClient(world, { isPlain: true });
    await client.reply();
    const trickling = setInterval(() => client.write('E'), 50);

    world.behaviour.aheadMs = 31_000;

    expect(await client.reply()).toBe('421 Timeout waiting for authentication');
    clearInterval(trickling);
    await client.ended;
  });

  it('closes a client whose mail comes too slowly, and not one whose mail comes fast enough', async () => {
    const world = await start({ slowAfterMs: 20_000, slowBytesPerSecond: 1_000, mailMs: 100_000 });
    const [slow, fast] = [await loggedIn(world), await loggedIn(world)];
    await beginData(slow);
    await beginData(fast);
    fast.write(`${'x'.repeat(998)}\r\n`.repeat(50));
    const trickling = setInterval(() => slow.write('x'), 50);

    world.behaviour.aheadMs = 40_000;

    expect(await slow.reply()).toBe('451 Timeout waiting for data from client.');
    clearInterval(trickling);
    await slow.ended;
    fast.write('.\r\n');
    expect(await fast.reply()).toBe('250 Ok id-1');
    await until('no mail is under way', () => metric(world, 'mails_under_way') === 0);
  });

  it('closes a client that is silent', async () => {
    const world = await start({ idleMs: 200 });
    const client = await loggedIn(world);

    expect(await client.reply()).toMatch(/^421 /);
    await client.ended;
  });

  it('waits with a client for the queue, however long it takes', async () => {
    const world = await start({ idleMs: 500, mailMs: 1_000 });
    let take = () => {};
    const queue = new Promise<void>((resolve) => {
      take = resolve;
    });
    world.behaviour.answer = async () => {
      await queue;
      return { kind: 'accepted', messageId: 'late' };
    };
    const client = await loggedIn(world);
    await beginData(client);
    client.write('x: y\r\n\r\n.\r\n');
    await until('the mail is taken', () => world.taken.length === 1);
    world.behaviour.aheadMs = 60_000;
    await new Promise((resolve) => setTimeout(resolve, 2_000));

    take();

    expect(await client.reply()).toBe('250 Ok late');
  });
});

describe('the envelope', () => {
  it.each([
    ['MAIL FROM:<>', /^553 <> Invalid email address$/],
    ['MAIL FROM:<a@example.com> SMTPUTF8', /^555 SMTPUTF8/],
    ['MAIL FROM:<a@example.com> RET=HDRS', /^555 /],
    ['MAIL FROM:<gr\u00fc\u00dfe@example.com>', /^5\d\d /],
    ['MAIL FROM:<a@example.com>\rRCPT TO:<b@example.org>', /^5\d\d /],
    ['MAIL FROM:<a@example.com\0>', /^5\d\d /],
    ['MAIL FROM: a@example.com', /^501 /],
    ['MAIL FROM:<a@example.com> AUTH=<> BODY=x', /^501 /],
    ['MAIL FROM:<a@b@example.com>', /^501 /],
    ['MAIL FROM:<nobody>', /^501 /],
  ])('%j is refused', async (command, reply) => {
    const world = await start();
    const client = await loggedIn(world);

    expect(await client.say(Buffer.from(command).toString('latin1'))).toMatch(reply);
    expect(await client.say('RCPT TO:<b@example.org>')).toMatch(/^503 /);
  });

  it.each([
    'RCPT TO:<postmaster>',
    'RCPT TO:<>',
    'RCPT TO:<b@example.org\r>',
    'RCPT TO:<b@example.org>\rRCPT TO:<c@example.org>',
    'RCPT TO:<b@example.org> NOTIFY=NEVER',
    'RCPT TO:<"b c"@example.org>\0',
    'RCPT TO:<\u00fc@example.org>',
  ])('%j is refused', async (command) => {
    const world = await start();
    const client = await loggedIn(world);
    await client.say('MAIL FROM:<a@example.com>');

    expect(await client.say(command)).toMatch(/^5\d\d /);
    expect(await client.say('DATA')).toMatch(/^503 /);
  });
});

describe('a mail of 100 MB', () => {
  it('is refused, and never more of it is kept than a mail may have', async () => {
    const world = await start();
    const client = await loggedIn(world);
    await beginData(client);
    const block = `${'x'.repeat(998)}\r\n`.repeat(1_000);
    let most = 0;

    for (let n = 0; n < 100; n += 1) {
      await new Promise((resolve) => client.socket.write(block, resolve));
      most = Math.max(most, metric(world, 'buffered_bytes'));
    }
    client.write('.\r\n');

    expect(await client.reply()).toBe('552 Message is too long.');
    expect(metric(world, 'buffered_bytes')).toBe(0);
    expect(most).toBeLessThan(12_000_000);
    await beginData(client);
    expect(await client.say('x: y\r\n\r\nz\r\n.')).toBe('250 Ok id-1');
    expect(mimeOf(world.taken[0]).toString()).toBe('x: y\r\n\r\nz\r\n');
  }, 30_000);
});
