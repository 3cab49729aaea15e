import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { smtpPassword } from '../../../shared/access-keys/smtp-password.ts';
import { type DoorWorld, idOf, secretOf, startDoorWorld, transportOf } from './door-world.ts';
import { loggedIn, plain, rawClient } from './raw-client.ts';

let world: DoorWorld;
beforeEach(async () => {
  world = await startDoorWorld();
});
afterEach(() => world.door.stop(0));

const greeted = async (options = {}) => {
  const client = await rawClient(world, options);
  await client.reply();
  return client;
};

describe('a session', () => {
  it('offers no login before TLS, and neither SMTPUTF8 nor other extensions', async () => {
    const client = await greeted({ isPlain: true });

    const offered = (await client.say('EHLO client'))?.split('\n').map((line) => line.slice(4));

    expect(offered?.slice(1).toSorted()).toEqual([
      '8BITMIME',
      'AUTH PLAIN LOGIN',
      'PIPELINING',
      'SIZE 10485760',
      'STARTTLS',
    ]);
    expect(await client.say(`AUTH PLAIN ${plain(idOf(0), secretOf(0))}`)).toMatch(/^538 /);
    expect(await client.say('MAIL FROM:<a@example.com>')).toBe('530 Authentication required');
  });

  it('is no open relay: nothing is taken before a login', async () => {
    const client = await greeted();
    await client.say('EHLO client');

    for (const command of ['MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.org>', 'DATA'])
      expect(await client.say(command)).toBe('530 Authentication required');
    for (const command of ['XCLIENT LOGIN=root', 'XFORWARD NAME=x', 'VRFY a', 'WIZ x'])
      expect(await client.say(command)).toMatch(/^500 /);
    expect(world.taken).toEqual([]);
  });

  it.each([
    ['a wrong password', idOf(0), 'wrong'],
    ['the secret of another key', idOf(0), secretOf(1)],
    ['the derived password of another region', idOf(0), smtpPassword(secretOf(0), 'us-east-1')],
    ['no password', idOf(0), ''],
    ['an unknown key', `AKSP${'Z'.repeat(16)}`, secretOf(0)],
    ['a user that is no key', 'root', 'root'],
  ])('is refused with %s', async (_, user, password) => {
    const client = await greeted();
    await client.say('EHLO client');

    expect(await client.say(`AUTH PLAIN ${plain(user, password)}`)).toBe(
      '535 Authentication Credentials Invalid',
    );
    expect(await client.say('MAIL FROM:<a@example.com>')).toBe('530 Authentication required');
  });

  it.each(['revoked', 'expired'] as const)('is refused with a key that is %s', async (kind) => {
    world.found.set(idOf(0), { kind });
    const client = await greeted();
    await client.say('EHLO client');

    expect(await client.say(`AUTH PLAIN ${plain(idOf(0), secretOf(0))}`)).toMatch(/^535 /);
  });

  it('acts for nobody else than the user who logs in', async () => {
    const client = await greeted();
    await client.say('EHLO client');

    const asOther = plain(idOf(0), secretOf(0), idOf(1));
    expect(await client.say(`AUTH PLAIN ${asOther}`)).toMatch(/^535 /);
    expect(await client.say(`AUTH PLAIN ${plain(idOf(0), secretOf(0), idOf(0))}`)).toMatch(/^235 /);
  });

  it('ends with its key: the next mail of a session is refused when it is revoked', async () => {
    const client = await loggedIn(world);
    expect(await client.say('MAIL FROM:<a@example.com>')).toBe('250 Accepted');
    await client.say('RSET');

    world.found.set(idOf(0), { kind: 'revoked' });

    expect(await client.say('MAIL FROM:<a@example.com>')).toMatch(/^535 /);
  });

  it('is told to come again, not that the password is wrong, while keys cannot be read', async () => {
    world.behaviour.findKey = async () => {
      throw new Error('down');
    };
    const client = await greeted();
    await client.say('EHLO client');

    expect(await client.say(`AUTH PLAIN ${plain(idOf(0), secretOf(0))}`)).toBe(
      '454 Temporary authentication failure',
    );
    expect(world.failures).toHaveLength(1);
  });

  it('is closed at the fourth failed login', async () => {
    const client = await greeted();
    await client.say('EHLO client');
    const wrong = `AUTH PLAIN ${plain(idOf(0), 'wrong')}`;

    for (let n = 0; n < 3; n += 1) expect(await client.say(wrong)).toMatch(/^535 /);
    expect(await client.say(`AUTH PLAIN ${plain(idOf(0), secretOf(0))}`)).toMatch(/^421 /);
    await client.ended;
  });
});

describe('a thousand wrong passwords', () => {
  /** One attempt on a connection of its own. */
  const attempt = async (user: string, localAddress: string) => {
    const client = await greeted({ localAddress });
    await client.say('EHLO client');
    const answer = await client.say(`AUTH PLAIN ${plain(user, 'wrong')}`);
    client.socket.destroy();
    return answer?.slice(0, 3);
  };

  it('stop neither those who are logged in nor those who log in elsewhere or did before', async () => {
    const before = await loggedIn(world, 1, { localAddress: '127.0.0.2' });
    const answers: (string | undefined)[] = [];
    const guess = async () => {
      while (answers.length < 1_000) {
        const reserved = answers.push(undefined) - 1;
        answers[reserved] = await attempt(idOf(reserved % 2), '127.0.0.2');
      }
    };
    const guessing = Promise.all(Array.from({ length: 20 }, guess));

    expect(await before.say('MAIL FROM:<a@example.com>')).toBe('250 Accepted');
    await transportOf(world, 2).sendMail({ from: 'a@example.com', to: 'b@example.org', text: 't' });
    await guessing;
    const again = await loggedIn(world, 1, { localAddress: '127.0.0.2' });

    expect(again).toBeDefined();
    expect(answers.filter((code) => code === '535').length).toBeLessThan(600);
    expect(new Set(answers)).toEqual(new Set(['535', '454']));
    expect(world.taken).toHaveLength(1);
    expect(await attempt(idOf(0), '127.0.0.2')).toBe('454');
  }, 60_000);
});
