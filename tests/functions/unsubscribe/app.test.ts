import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Hono } from 'hono';
import { createApp } from '../../../functions/unsubscribe/app.ts';
import { offeredStreams } from '../../../functions/unsubscribe/offered-streams.ts';
import type { UnsubscribePorts } from '../../../functions/unsubscribe/ports.ts';
import { languages, words } from '../../../functions/unsubscribe/words.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { KeyRing } from '../../../shared/unsubscribe/key-ring.ts';
import { tokenOf } from '../../../shared/unsubscribe/token.ts';
import { memorySuppressions } from '../../fakes/memory-suppressions.ts';

const ring: KeyRing = {
  newest: 1,
  secrets: new Map([[1, createHash('sha256').update('test').digest()]]),
};
const jane = { tenantId: 'acme', stream: 'marketing', address: 'jane@example.org' };
const linkOf = (subscription: typeof jane): string =>
  `/u/${subscription.tenantId}/${tokenOf(ring, subscription)}`;
const link = linkOf(jane);

let table: ReturnType<typeof memorySuppressions>;
let logged: string[];
let app: Hono;
let nowMs: number;

beforeEach(() => {
  table = memorySuppressions();
  logged = [];
  nowMs = Date.UTC(2026, 10, 29);
  app = createApp(portsWith({}));
});

const portsWith = (changes: Partial<UnsubscribePorts>): UnsubscribePorts => ({
  findRing: async (number) => (number === 1 ? ring : undefined),
  findTenant: async () => ({ name: 'Acme & Söhne <b>' }),
  offered: offeredStreams(basicStreams, {}),
  findSuppressions: table.findSuppressions,
  suppress: table.suppress,
  takeBack: (address, scope, atMs) => table.dropReason(address, scope, 'unsubscribe', atMs + 1),
  now: () => {
    nowMs += 1;
    return nowMs;
  },
  log: (_level, message, data) => void logged.push(JSON.stringify([message, data])),
  ...changes,
});

const get = (path: string, headers = {}) => app.request(path, { headers });
const post = (path: string, fields: string) =>
  app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: fields,
  });
const oneClick = 'List-Unsubscribe=One-Click';

/** Scopes in which an address is suppressed, and why. */
const entries = async (address = jane.address): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { scope, reason } of table.list({ address })) found.push(`${scope} ${reason}`);
  return found.toSorted();
};
const marketing = 'tenant#acme#stream#marketing';

describe('unsubscribe page', () => {
  it('shows and never acts, however often it is opened', async () => {
    for (let time = 0; time < 5; time += 1) {
      const page = await get(link);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('name="action" value="leave"');
    }
    const head = await app.request(link, { method: 'HEAD' });

    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(await entries()).toEqual([]);
  });

  it('acts at a POST of a mail program, once however often it comes, for its stream alone', async () => {
    const [first, again] = [await post(link, oneClick), await post(link, oneClick)];

    expect([first.status, again.status]).toEqual([200, 200]);
    expect(await again.text()).toContain('You are unsubscribed.');
    expect(await entries()).toEqual([`${marketing} unsubscribe`]);
    expect(await entries('joe@example.org')).toEqual([]);
  });

  it('takes the form of RFC 8058 as multipart, too', async () => {
    const body = new FormData();
    body.set('List-Unsubscribe', 'One-Click');

    expect((await app.request(link, { method: 'POST', body })).status).toBe(200);
    expect(await entries()).toEqual([`${marketing} unsubscribe`]);
  });

  it('leads back, past no other reason', async () => {
    await table.suppress({
      ...{ address: jane.address, scope: marketing, reason: 'complaint', detail: 'abuse' },
      ...{ source: 'event-1', sinceMs: nowMs, expiresAtMs: undefined },
    });
    await post(link, oneClick);
    const back = await post(link, 'action=return');

    expect(await back.text()).toContain('You are subscribed again.');
    expect(await entries()).toEqual([`${marketing} complaint`]);
  });

  it('offers every kind of mail of the tenant, and takes what is chosen', async () => {
    await post(link, 'action=choose&stream=marketing');
    const page = await (await get(link)).text();

    expect(await entries()).toEqual(['tenant#acme#stream#notifications unsubscribe']);
    expect(page).toMatch(/value="marketing" checked/);
    expect(page).not.toMatch(/value="notifications" checked/);

    await post(link, 'action=choose');
    expect(await entries()).toHaveLength(2);
    await post(link, 'action=choose&stream=marketing&stream=notifications&stream=transactional');
    expect(await entries()).toEqual([]);
  });

  it.each([
    ['another body', 'hello=world'],
    ['an empty body', ''],
    ['another key', 'list-unsubscribe=One-Click'],
    ['an action that there is not', 'action=delete'],
  ])('changes nothing at %s', async (_, fields) => {
    expect((await post(link, fields)).status).toBe(400);
    expect(await entries()).toEqual([]);
  });

  it.each([
    ['a changed character', `${link.slice(0, -2)}A${link.slice(-1)}`],
    ['another tenant', link.replace('/acme/', '/other/')],
    ['an unknown secret', `/u/acme/${Buffer.of(9, ...Buffer.alloc(60)).toString('base64url')}`],
    ['transactional mail', linkOf({ ...jane, stream: 'transactional' })],
    ['a very long token', `/u/acme/${'A'.repeat(9_000)}`],
    ['no tenant', `/u/a%20b/${tokenOf(ring, jane)}`],
    ['another path', '/u'],
  ])('tells nothing for a link with %s', async (_, path) => {
    const answers = [await get(path), await post(path, oneClick)];

    for (const one of answers) {
      expect(one.status).toBe(404);
      expect(await one.text()).toContain(words.en.unknown);
    }
    expect(await entries()).toEqual([]);
  });

  it('refuses other methods and long bodies', async () => {
    const put = await app.request(link, { method: 'PUT' });

    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect((await post(link, `${oneClick}&x=${'x'.repeat(9_000)}`)).status).toBe(413);
    expect(await entries()).toEqual([]);
  });

  it('sets no cookie, redirects nowhere, runs no script, and no other site learns the link', async () => {
    const page = await get(link);

    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(page.headers.has('set-cookie')).toBe(false);
    expect(await page.text()).not.toMatch(/<script|https?:|jane|example\.org/);
  });

  it('writes the name of the tenant as text', async () => {
    expect(await (await get(link)).text()).toContain('by Acme &amp; Söhne &lt;b&gt;?');
  });

  it.each([
    ['de-CH, en;q=0.5', 'de'],
    ['pl, fr;q=0.3, ko;q=0.9', 'ko'],
    ['*', 'en'],
    ['', 'en'],
    ['x'.repeat(5_000), 'en'],
    ['PT-br', 'pt'],
  ])('speaks the language of %p', async (header, language) => {
    const page = await (await get(link, { 'accept-language': header })).text();

    expect(page).toContain(`<html lang="${language}">`);
  });

  it.each(languages)('fills every text in %s', async (language) => {
    for (const fields of [oneClick, 'action=return', 'action=choose']) {
      const page = await app.request(link, {
        method: 'POST',
        headers: {
          'accept-language': language,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: fields,
      });
      const text = await page.text();

      expect(text).toContain(`<html lang="${language}">`);
      expect(text).not.toMatch(/{(?:name|kind)}|undefined/);
      expect(text).toContain(words[language].stillComes);
    }
  });

  it('finishes a choice that was cut short when it comes again', async () => {
    let isDown = true;
    app = createApp(
      portsWith({
        suppress: async (entry) => {
          if (isDown && entry.scope.endsWith('notifications')) throw new Error('down');
          return table.suppress(entry);
        },
      }),
    );

    expect((await post(link, 'action=choose')).status).toBe(503);
    expect(await entries()).toHaveLength(1);
    isDown = false;
    expect((await post(link, 'action=choose')).status).toBe(200);
    expect(await entries()).toHaveLength(2);
  });

  it('asks to come again when a table cannot be reached, and logs no address', async () => {
    app = createApp(portsWith({ suppress: () => Promise.reject(new TypeError(jane.address)) }));
    const page = await post(link, oneClick);

    expect([page.status, await page.text()]).toEqual([
      503,
      expect.stringContaining(words.en.failed),
    ]);
    expect(logged).toEqual(['["An unsubscribe page failed.",{"cause":"TypeError"}]']);
  });
});

describe('streams of a deployment’s own', () => {
  const deployed = new Map([
    ...basicStreams,
    [
      'digest',
      {
        ...{ lane: 'bulk', configurationSet: 'd', onUnknownOutcome: 'hold', unsubscribe: true },
      } as const,
    ],
  ]);
  const pageOf = async (
    stream: string,
    language: string,
    streams?: Awaited<ReturnType<UnsubscribePorts['findTenant']>>['streams'],
  ) => {
    const own = createApp(
      portsWith({
        offered: offeredStreams(deployed, { digest: 'Die Woche' }),
        findTenant: async () => ({ name: 'Acme', streams }),
      }),
    );
    const path = `/u/acme/${tokenOf(ring, { ...jane, stream })}`;
    const page = await (
      await own.request(path, { headers: { 'accept-language': language } })
    ).text();
    return { page, post: (body: URLSearchParams) => own.request(path, { method: 'POST', body }) };
  };

  it('are offered by their name for people, in every language', async () => {
    for (const language of ['en', 'de'])
      expect((await pageOf('marketing', language)).page).toMatch(
        /value="digest" checked> Die Woche/,
      );
  });

  it('have the name that the tenant gives them, and those that it has not are not offered', async () => {
    const { page, post: choose } = await pageOf('digest', 'en', {
      digest: { title: 'Acme’s week' },
      notifications: { offered: false },
    });

    expect(page).toContain('“Acme’s week” by Acme');
    expect(page).not.toContain('value="notifications"');
    await choose(new URLSearchParams({ action: 'choose' }));
    expect(await entries()).toEqual([
      'tenant#acme#stream#digest unsubscribe',
      'tenant#acme#stream#marketing unsubscribe',
    ]);
  });

  it('can still be left when the deployment has them no more', async () => {
    const { page, post: leave } = await pageOf('spring-sale', 'en', {
      'spring-sale': { offered: false },
    });

    expect(page).toContain('“Spring sale” by Acme');
    await leave(new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }));
    expect(await entries()).toEqual(['tenant#acme#stream#spring-sale unsubscribe']);
  });

  it('are never transactional mail', async () => {
    expect((await pageOf('transactional', 'en')).page).toContain('This link is not valid');
  });
});
