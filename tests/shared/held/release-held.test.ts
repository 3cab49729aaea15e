import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { basicStreams } from '../../../shared/email/streams.ts';
import { heldKey, heldPrefix, parseHeldKey } from '../../../shared/held/held-key.ts';
import type { HeldMail } from '../../../shared/held/ports.ts';
import { type ReleasePorts, releaseHeld } from '../../../shared/held/release-held.ts';
import type { PutBack } from '../../../shared/messages/queue-ports.ts';

const noon = Date.UTC(2026, 10, 21, 12);

const mailOf = (index: number, changes: Partial<HeldMail> = {}): HeldMail => ({
  tenantId: 'acme',
  stream: 'marketing',
  messageId: `m-${index}`,
  arrivedAtMs: noon + index,
  ...changes,
});

/**
 * Held mail in memory; the process may die at the n-th effect, before or after it was done, and
 * does nothing more then.
 */
const world = (mails: readonly HeldMail[], changes: Partial<ReleasePorts> = {}) => {
  const held = new Map(
    mails.map((mail) => [heldKey(mail), JSON.stringify({ messageId: mail.messageId })]),
  );
  const groups = new Map<string, string>();
  const payloads = new Map<string, string>();
  const queues: Record<'transactional' | 'bulk', Parameters<PutBack>[0][]> = {
    transactional: [],
    bulk: [],
  };
  const crash = { at: Number.POSITIVE_INFINITY, when: 'before' as 'before' | 'after' };
  let effects = 0;
  const effect = async (work: () => void) => {
    const isHit = effects === crash.at;
    const isDead = effects > crash.at;
    effects += 1;
    if (isDead || (isHit && crash.when === 'before')) throw new Error('crash');
    work();
    if (isHit) throw new Error('crash');
  };
  const ports: ReleasePorts = {
    streams: basicStreams,
    async *listHeld(selection) {
      for (const key of [...held.keys()].toSorted()) {
        const mail = parseHeldKey(key);
        if (
          mail !== undefined &&
          key.startsWith(heldPrefix(selection)) &&
          (selection.messageId ?? mail.messageId) === mail.messageId
        )
          yield mail;
      }
    },
    fetchHeld: async (mail) => {
      const text = held.get(heldKey(mail));
      return text === undefined ? undefined : { text, group: groups.get(heldKey(mail)) };
    },
    removeHeld: (mail) => effect(() => held.delete(heldKey(mail))),
    putBack: {
      transactional: (message) => effect(() => queues.transactional.push(message)),
      bulk: (message) => effect(() => queues.bulk.push(message)),
    },
    storePayload: async (name, text) => {
      await effect(() => payloads.set(name, text));
      return { bucket: 'payloads', key: `payloads/${name}` };
    },
    clock: { now: () => noon + 3_600_000 },
  };
  return { held, groups, payloads, queues, crash, release: releaseHeld({ ...ports, ...changes }) };
};

describe('releaseHeld', () => {
  it('puts mail on the queue of its stream, oldest first, and says which copy was held', async () => {
    const { held, queues, release } = world([
      mailOf(2),
      mailOf(1),
      mailOf(3, { stream: 'transactional' }),
    ]);

    expect(await release({ tenantId: 'acme' })).toBe(3);
    expect(queues.bulk.map(({ attributes }) => attributes)).toEqual([
      { 'pipeline-first-id': 'm-1', 'pipeline-released-copy': String(noon + 1) },
      { 'pipeline-first-id': 'm-2', 'pipeline-released-copy': String(noon + 2) },
    ]);
    expect(queues.transactional.map(({ body }) => JSON.parse(body))).toEqual([
      { messageId: 'm-3' },
    ]);
    expect(held.size).toBe(0);
  });

  it('keeps the group of each mail, and gives none to mail without one', async () => {
    const { groups, queues, release } = world([mailOf(1), mailOf(2)]);
    groups.set(heldKey(mailOf(2)), 'acme');

    await release({ tenantId: 'acme' });

    expect(queues.bulk.map(({ group }) => group)).toEqual([undefined, 'acme']);
  });

  it.each([
    [{ tenantId: 'acme', stream: 'transactional' as const }, ['m-2']],
    [{ tenantId: 'acme', messageId: 'm-1' }, ['m-1']],
    [{ tenantId: 'other' }, ['m-3']],
    [{ tenantId: 'nobody' }, []],
  ])('releases %j alone', async (selection, expected) => {
    const { held, queues, release } = world([
      mailOf(1),
      mailOf(2, { stream: 'transactional' }),
      mailOf(3, { tenantId: 'other' }),
    ]);

    const count = await release(selection);

    const put = [...queues.transactional, ...queues.bulk].map(
      ({ attributes }) => attributes['pipeline-first-id'],
    );
    expect(put).toEqual(expected);
    expect(count).toBe(expected.length);
    expect(held.size).toBe(3 - expected.length);
  });

  it('lets a mail that cannot be released stay, releases the others, and says so in the end', async () => {
    const { held, queues, release } = world(
      Array.from({ length: 25 }, (_, index) => mailOf(index)),
      {
        fetchHeld: async (mail) => {
          if (mail.messageId === 'm-3') throw new Error('AccessDenied');
          return { text: JSON.stringify({ messageId: mail.messageId }) };
        },
      },
    );

    await expect(release({ tenantId: 'acme' })).rejects.toThrow('AccessDenied');

    expect(queues.bulk).toHaveLength(24);
    expect([...held.keys()]).toEqual([heldKey(mailOf(3))]);
  });

  it('lets mail of a stream that the deployment has no more stay, and says which', async () => {
    const gone = { ...mailOf(1), stream: 'digest' };
    const { held, queues, release } = world([mailOf(0), gone, mailOf(2)]);

    await expect(release({ tenantId: 'acme' })).rejects.toThrow(
      'Mail of the stream digest stays held: the deployment has no such stream.',
    );

    expect(queues.bulk).toHaveLength(2);
    expect([...held.keys()]).toEqual([heldKey(gone)]);
  });

  it('goes no further where none of several can be released', async () => {
    const tried: string[] = [];
    const { release } = world(
      Array.from({ length: 25 }, (_, index) => mailOf(index)),
      {
        fetchHeld: async (mail) => {
          tried.push(mail.messageId);
          throw new Error('unreachable');
        },
      },
    );

    await expect(release({ tenantId: 'acme' })).rejects.toThrow('unreachable');
    expect(tried).toHaveLength(10);
  });

  it('puts what is too big for a queue where the sender fetches it', async () => {
    const { held, payloads, queues, release } = world([]);
    held.set(heldKey(mailOf(1)), JSON.stringify({ text: 'x'.repeat(1_048_576) }));

    await release({ tenantId: 'acme' });

    const [{ body } = { body: '' }] = queues.bulk;
    const s3 = { bucket: 'payloads', key: `payloads/acme/m-1-${noon + 1}.json` };
    expect(JSON.parse(body)).toEqual({
      tenantId: 'acme',
      messageId: 'm-1',
      stream: 'marketing',
      payload: { s3 },
    });
    expect(payloads.get(`acme/m-1-${noon + 1}.json`)).toHaveLength(1_048_576 + 11);
  });

  it('loses nothing when it dies at any step and is run again: each message is on its queue, in order, at most one of them twice', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 25 }),
        fc.nat({ max: 60 }),
        fc.constantFrom('before', 'after'),
        async (count, at, when) => {
          const { held, queues, crash, release } = world(
            Array.from({ length: count }, (_, index) => mailOf(index)),
          );
          Object.assign(crash, { at, when });

          await release({ tenantId: 'acme' }).catch(() => undefined);
          Object.assign(crash, { at: Number.POSITIVE_INFINITY });
          await release({ tenantId: 'acme' });

          const ids = queues.bulk.map(({ attributes }) => attributes['pipeline-first-id'] ?? '');
          expect([...new Set(ids)]).toEqual(
            Array.from({ length: count }, (_, index) => `m-${index}`),
          );
          expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(1);
          expect(held.size).toBe(0);
        },
      ),
    ));
});
