import { describe, expect, it } from '@jest/globals';
import { listHeldByPause } from '../../../shared/held/list-held-by-pause.ts';
import type { HeldMail } from '../../../shared/held/ports.ts';
import type { FindProgress, MessageProgress } from '../../../shared/messages/ports.ts';
import { type TellUnreadable, UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { collect } from '../../support/collect.ts';

const mailOf = (messageId: string, arrivedAtMs = 1): HeldMail => ({
  tenantId: 'acme',
  stream: 'marketing',
  messageId,
  arrivedAtMs,
});

const progressOf = (messageId: string, changes: Partial<MessageProgress>): MessageProgress => ({
  key: { tenantId: 'acme', messageId },
  sent: new Map(),
  leases: new Map(),
  unknownCalls: new Map(),
  refusals: new Map(),
  plan: undefined,
  fingerprint: undefined,
  attempts: 1,
  heldCopy: 1,
  ...changes,
});

const releasable = async (
  mails: readonly HeldMail[],
  findProgress: FindProgress,
  tell: TellUnreadable = () => {
    throw new Error('No item is unreadable here.');
  },
) =>
  (
    await collect(
      listHeldByPause(
        async function* () {
          yield* mails;
        },
        findProgress,
        tell,
      )({}),
    )
  ).map(({ messageId, arrivedAtMs }) => `${messageId} ${arrivedAtMs}`);

describe('heldByPause', () => {
  it('leaves out a mail of which it is not known whether SES took it, and keeps the order of the rest', async () => {
    const mails = ['new', 'claimed', 'sent', 'half', 'never'].map((id) => mailOf(id));
    const known = [
      progressOf('claimed', { leases: new Map([[0, 5]]) }),
      progressOf('sent', { leases: new Map([[0, 5]]), sent: new Map([[0, 'ses']]) }),
      progressOf('half', {
        leases: new Map([
          [0, 5],
          [1, 5],
        ]),
        sent: new Map([[0, 'ses']]),
      }),
      progressOf('never', {}),
    ];

    expect(await releasable(mails, async () => known)).toEqual(['new 1', 'sent 1', 'never 1']);
  });

  it('leaves out a mail of which an earlier call was lost, until an event settles it', async () => {
    const lost = { unknownCalls: new Map([[0, 1]]) };
    const known = [
      progressOf('lost', lost),
      progressOf('settled', { ...lost, sent: new Map([[0, 'ses']]) }),
    ];

    expect(await releasable([mailOf('lost'), mailOf('settled')], async () => known)).toEqual([
      'settled 1',
    ]);
  });

  it('does not take the message of another tenant for its own', async () => {
    const other = {
      ...progressOf('a', { leases: new Map([[0, 5]]) }),
      key: { tenantId: 'other', messageId: 'a' },
    };

    expect(await releasable([mailOf('a')], async () => [other])).toEqual(['a 1']);
  });

  it('keeps each copy of a mail that may have been sent, and asks nothing where none is held', async () => {
    const claimed = progressOf('a', { leases: new Map([[0, 5]]) });
    const mails = [mailOf('a', 1), mailOf('a', 2), mailOf('b', 1), mailOf('b', 2)];

    expect(
      await releasable(mails, async (keys) =>
        keys.some(({ messageId }) => messageId === 'a') ? [claimed] : [],
      ),
    ).toEqual(['b 1', 'b 2']);
    await expect(releasable([], () => Promise.reject(new Error('asked')))).resolves.toEqual([]);
  });

  it('asks for each message once at a time, and for a hundred at most', async () => {
    const asked: number[] = [];
    const mails = [
      mailOf('twice', 1),
      mailOf('twice', 2),
      ...Array.from({ length: 150 }, (_, index) => mailOf(`m-${index}`)),
    ];

    const found = await releasable(mails, async (keys) => {
      asked.push(keys.length);
      return [];
    });

    expect(found).toHaveLength(152);
    expect(asked).toEqual([1, 100, 51]);
  });

  it('keeps a message alone whose item cannot be read, and tells of it once', async () => {
    const mails = ['a', 'odd', 'b'].map((id) => mailOf(id));
    const odd = new UnreadableItem('the item', ['plan']);
    const told: UnreadableItem[] = [];

    const found = await releasable(
      mails,
      async (keys) => {
        if (keys.some(({ messageId }) => messageId === 'odd')) throw odd;
        return [];
      },
      (item) => told.push(item),
    );

    expect(found).toEqual(['a 1', 'b 1']);
    expect(told).toEqual([odd]);
  });

  it('releases nothing while the table cannot be reached', async () => {
    await expect(
      releasable([mailOf('a'), mailOf('b')], async () => {
        throw new Error('unreachable');
      }),
    ).rejects.toThrow('unreachable');
  });
});
