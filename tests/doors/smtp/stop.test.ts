import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MailAnswer } from '../../../shared/ses-api/wire/bulk.ts';
import { refuse } from '../../../shared/ses-api/wire/refusal.ts';
import { until } from '../../support/until.ts';
import { certificateOf, type DoorWorld, startDoorWorld, transportOf } from './door-world.ts';
import { loggedIn, type RawClient, rawClient } from './raw-client.ts';

let world: DoorWorld;
beforeEach(async () => {
  world = await startDoorWorld();
});
afterEach(() => world.door.stop(0));

const beginData = async (client: RawClient): Promise<void> => {
  await client.say('MAIL FROM:<a@example.com>');
  await client.say('RCPT TO:<b@example.org>');
  await client.say('DATA');
};

/** Answers mails only when it is told to. */
const heldAnswers = () => {
  const waiting: ((answer: MailAnswer) => void)[] = [];
  world.behaviour.answer = () =>
    new Promise((resolve) => {
      waiting.push(resolve);
    });
  return (answer: MailAnswer) => waiting.shift()?.(answer);
};

describe('an answer', () => {
  it('is 250 only when the queue has the mail', async () => {
    const answerNext = heldAnswers();
    const client = await loggedIn(world);
    await beginData(client);
    client.write('x: y\r\n\r\n.\r\n');
    await until('the mail is handed over', () => world.taken.length === 1);

    answerNext(refuse('ServiceUnavailable', 'down', 503));

    expect(await client.reply()).toBe('454 Temporary service failure');
  });

  it('is temporary when whatever takes the mail fails, and the session goes on', async () => {
    world.behaviour.answer = async () => {
      throw new Error('ada@example.org is in this text');
    };
    const client = await loggedIn(world);
    await beginData(client);

    expect(await client.say('x: y\r\n\r\n.')).toBe('454 Temporary service failure');
    expect(world.failures).toHaveLength(1);
    world.behaviour.answer = async () => ({ kind: 'accepted', messageId: 'm' });
    await beginData(client);
    expect(await client.say('x: y\r\n\r\n.')).toBe('250 Ok m');
  });

  it('is not given for a mail whose connection breaks, and nothing of it is taken', async () => {
    const client = await loggedIn(world);
    await beginData(client);
    client.write('x: y\r\n\r\nhalf a mail\r\n');
    await until('it is buffered', () => /buffered_bytes [1-9]/.test(world.door.metrics()));

    client.socket.destroy();

    await until('it is forgotten', () => /buffered_bytes 0/.test(world.door.metrics()));
    await until('its place is free', () => /mails_under_way 0/.test(world.door.metrics()));
    expect(world.taken).toEqual([]);
  });
});

describe('stop', () => {
  it('lets a mail under way have its answer, closes the others, and accepts no more', async () => {
    const answerNext = heldAnswers();
    const [busy, receiving, idle] = [
      await loggedIn(world),
      await loggedIn(world),
      await loggedIn(world),
    ];
    const plain = await rawClient(world, { isPlain: true });
    await plain.reply();
    await beginData(busy);
    busy.write('x: y\r\n\r\n.\r\n');
    await beginData(receiving);
    receiving.write('x: y\r\n\r\n');
    await until('a mail is handed over', () => world.taken.length === 1);

    const stopped = world.door.stop(30_000);

    expect(world.door.isHealthy()).toBe(false);
    expect(await idle.reply()).toBe('421 Service shutting down');
    expect(await plain.reply()).toMatch(/^421 /);
    expect(await (await rawClient(world, { isPlain: true })).reply()).toBeUndefined();
    answerNext({ kind: 'accepted', messageId: 'm-1' });
    expect(await busy.reply()).toBe('250 Ok m-1');
    receiving.write('.\r\n');
    await until('the other is handed over', () => world.taken.length === 2);
    answerNext({ kind: 'accepted', messageId: 'm-2' });
    expect(await receiving.reply()).toBe('250 Ok m-2');
    await stopped;
    await Promise.all([busy.ended, receiving.ended, idle.ended, plain.ended]);
  });

  it('ends after its grace, whatever is under way', async () => {
    heldAnswers();
    const client = await loggedIn(world);
    await beginData(client);
    client.write('x: y\r\n\r\n.\r\n');
    await until('the mail is handed over', () => world.taken.length === 1);

    await world.door.stop(100);

    expect(await client.reply()).toMatch(/^421 /);
  });
});

describe('setCertificate', () => {
  it('is in force for connections from then on, and ends none', async () => {
    const before = await loggedIn(world);
    const next = certificateOf('other.example');

    world.door.setCertificate(next);

    const options = { tls: { ca: next.cert, servername: 'other.example' } };
    const tls = { ...options, port: world.door.tlsPort, secure: true };
    expect(await transportOf(world, 0, options).verify()).toBe(true);
    expect(await transportOf(world, 0, tls).verify()).toBe(true);
    await expect(transportOf(world).verify()).rejects.toThrow();
    expect(await before.say('NOOP')).toBe('250 OK');
  });
});
