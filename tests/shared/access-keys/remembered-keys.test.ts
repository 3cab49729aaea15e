import { describe, expect, it } from '@jest/globals';
import type { FoundKey } from '../../../shared/access-keys/ports.ts';
import {
  mostNewIdsPerSecond,
  rememberedKeys,
  TooManyNewIds,
} from '../../../shared/access-keys/remembered-keys.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** The nth id. */
const idOf = (n: number): string =>
  `AKSP${Array.from({ length: 16 }, (_, place) => letters.charAt(Math.floor(n / 32 ** place) % 32)).join('')}`;
const known = idOf(1);

const world = (first: Partial<Record<string, FoundKey>> = {}) => {
  const time = { now: 1_000_000 };
  const stored: Partial<Record<string, FoundKey>> = {
    [known]: {
      kind: 'found',
      key: { accessKeyId: known, tenantId: 'acme', createdAt: 1 },
      secret: 's',
    },
    ...first,
  };
  const asked: string[] = [];
  const find = rememberedKeys(
    async (id) => {
      asked.push(id);
      if (stored.down) throw new Error('unreachable');
      return stored[id] ?? { kind: 'unknown' };
    },
    () => time.now,
  );
  return { time, stored, asked, find };
};

describe('rememberedKeys', () => {
  it('reads a key once a minute, also for many at once', async () => {
    const { time, asked, find } = world();

    await Promise.all(Array.from({ length: 20 }, () => find(known)));
    time.now += 59_999;
    expect(await find(known)).toMatchObject({ kind: 'found', secret: 's' });
    expect(asked).toHaveLength(1);
    time.now += 2;
    await find(known);
    expect(asked).toHaveLength(2);
  });

  it('refuses a revoked key within a minute', async () => {
    const { time, stored, find } = world();
    await find(known);
    stored[known] = { kind: 'revoked' };

    time.now += 60_001;
    expect(await find(known)).toEqual({ kind: 'revoked' });
  });

  it('refuses a key from the moment that it expires, without reading it again', async () => {
    const expiresAt = 1_000_000 + 5_000;
    const key = { accessKeyId: known, tenantId: 'acme', createdAt: 1, expiresAt };
    const { time, asked, find } = world({ [known]: { kind: 'found', key, secret: 's' } });
    expect(await find(known)).toMatchObject({ kind: 'found' });

    time.now = expiresAt;
    expect(await find(known)).toEqual({ kind: 'expired' });
    expect(asked).toHaveLength(1);
  });

  it('never looks up what has not the form of an id', async () => {
    const { asked, find } = world();

    for (const id of ['', 'root', 'AKIAABCDEFGHIJKLMNOP', `${known}A`, `${known}\n`, '__proto__'])
      expect(await find(id)).toEqual({ kind: 'unknown' });
    expect(asked).toEqual([]);
  });

  it('looks up an unknown id once in ten seconds', async () => {
    const { time, asked, find } = world();

    for (let n = 0; n < 10; n += 1) expect(await find(idOf(7))).toEqual({ kind: 'unknown' });
    expect(asked).toHaveLength(1);
    time.now += 10_001;
    await find(idOf(7));
    expect(asked).toHaveLength(2);
  });

  it('looks up so many new ids in a second, and reads known keys again meanwhile', async () => {
    const { time, asked, find } = world();
    await find(known);
    time.now += 61_000;

    const answers = await Promise.allSettled(
      Array.from({ length: 1_000 }, (_, n) => find(idOf(n + 100))),
    );

    const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(asked).toHaveLength(1 + mostNewIdsPerSecond);
    expect(refused).toHaveLength(1_000 - mostNewIdsPerSecond);
    expect(refused.every((reason) => reason instanceof TooManyNewIds)).toBe(true);
    expect(await find(known)).toMatchObject({ kind: 'found' });
    time.now += 1_000;
    expect(await find(idOf(5_000))).toEqual({ kind: 'unknown' });
  });

  it('keeps no failure: the key is found as soon as its table answers', async () => {
    const { stored, find } = world({ down: { kind: 'unknown' } });

    await expect(find(known)).rejects.toThrow('unreachable');
    delete stored.down;
    expect(await find(known)).toMatchObject({ kind: 'found' });
  });
});
