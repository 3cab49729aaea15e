import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DeadLetter, Origin } from '../../../shared/dead-letters/dead-letter.ts';
import {
  type DeadLetterSelection,
  listDeadLetters,
  type Redriven,
  type RedrivePorts,
  redriveDeadLetters,
} from '../../../shared/dead-letters/redrive.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { deadLetterOf, memoryDeadLetters } from '../../fakes/memory-dead-letters.ts';

const pointer = JSON.stringify({
  messageId: 'big',
  payload: { s3: { bucket: 'payloads', key: 'payloads/1' } },
});
const event = JSON.stringify({
  Type: 'Notification',
  Message: 'Successfully validated SNS topic for Amazon SES event publishing.',
});
const plain = { from: 'shop@example.com', to: ['jane@example.org'], subject: 'Hi', text: 'Hello' };

const world = (
  deadLetters: readonly DeadLetter[],
  options: { readonly others?: readonly DeadLetter[]; readonly batch?: number } = {},
) => {
  const mail = memoryDeadLetters('dead-letters', deadLetters, options);
  const feedback = memoryDeadLetters('feedback-dead-letters', options.others ?? []);
  const put: {
    readonly origin: Origin;
    readonly body: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly group: string | undefined;
    readonly atMs: number;
  }[] = [];
  const objects = new Map<string, string>();
  let nowMs = 0;
  const ports: RedrivePorts = {
    streams: basicStreams,
    queues: [mail.queue, feedback.queue],
    put: async (origin, body, attributes, group) =>
      void put.push({ origin, body, attributes, group, atMs: nowMs }),
    mayRead: () => true,
    fetchObject: async (bucket, key) => {
      const text = objects.get(`${bucket}/${key}`);
      return text === undefined ? undefined : Buffer.from(text);
    },
    clock: {
      now: () => nowMs,
      sleepUntil: async (untilMs) => {
        nowMs = Math.max(nowMs, untilMs);
      },
    },
  };
  const redrive = async (
    selection: Parameters<typeof redriveDeadLetters>[1] = {},
    changes: {
      readonly isDryRun?: boolean;
      readonly rate?: number;
      readonly ports?: Partial<RedrivePorts>;
    } = {},
  ) => {
    const told: Redriven[] = [];
    await redriveDeadLetters({ ...ports, ...changes.ports }, selection, {
      isDryRun: changes.isDryRun ?? false,
      rate: changes.rate ?? 1000,
      onDeadLetter: (one) => told.push(one),
    });
    return told;
  };
  return { mail, feedback, put, objects, ports, redrive };
};

/** What each selection means of the dead letters of {@link threeDeadLetters}. */
const selections: readonly [DeadLetterSelection, readonly string[]][] = [
  [{ id: 'dead-2' }, ['dead-2']],
  [{ id: 'first-2' }, ['dead-2']],
  [{ id: 'b' }, ['dead-2']],
  [{ reason: 'NOT VERIFIED' }, ['dead-1']],
  [{ queue: 'feedback-dead-letters' }, ['event-1']],
  [{ queue: 'dead-letters', reason: 'throttled' }, ['dead-2']],
  [{ id: 'dead-1', reason: 'throttled' }, []],
  [{}, ['dead-1', 'dead-2', 'event-1']],
];

const threeDeadLetters = () =>
  world(
    [
      deadLetterOf(),
      deadLetterOf({
        sqsMessageId: 'dead-2',
        body: JSON.stringify({ ...plain, messageId: 'b' }),
        attributes: { reasons: '["Throttled"]', queue: 'x-bulk', sqsMessageId: 'first-2' },
      }),
    ],
    {
      others: [
        deadLetterOf({
          queue: 'feedback-dead-letters',
          sqsMessageId: 'event-1',
          body: event,
          attributes: {},
        }),
      ],
    },
  );

describe('redrive', () => {
  it('leaves mail whose cause still stands, and redrives it when nothing can be told', async () => {
    const { mail, redrive } = world([deadLetterOf()]);
    const asked: (readonly string[])[] = [];
    const findLasting: RedrivePorts['findLasting'] = async ({ key }, reasons) => {
      asked.push([key.messageId, ...reasons]);
      return asked.length === 1 ? ['its sender is still not verified'] : [];
    };

    expect(await redrive({}, { ports: { findLasting } })).toMatchObject([
      { kind: 'unfit', reasons: ['its sender is still not verified'] },
    ]);
    mail.showAll();
    expect(await redrive({}, { ports: { findLasting } })).toMatchObject([{ kind: 'redriven' }]);
    expect(asked[0]).toEqual(['order-1', 'MessageRejected: not verified']);
  });

  it('keeps the group of each dead letter, and gives none to one without', async () => {
    const { put, redrive } = world([
      deadLetterOf({ group: 'acme' }),
      deadLetterOf({ sqsMessageId: 'dead-2', attributes: { sqsMessageId: 'first-2' } }),
    ]);

    await redrive();

    expect(put.map(({ group }) => group)).toEqual(['acme', undefined]);
  });

  it.each([
    ['89 days ago', 89 * 86_400_000, 'redriven'],
    ['89 days and 1 ms ago', 89 * 86_400_000 + 1, 'unfit'],
  ] as const)(
    'of mail that died %s, a day before the table may forget its recipients: %s ms, %s',
    async (_, ageMs, kind) => {
      const at = (queue: string, body: string) =>
        deadLetterOf({ queue, body, sqsMessageId: queue, sentAtMs: -ageMs });
      const { put, redrive } = world([at('dead-letters', JSON.stringify(plain))], {
        others: [at('feedback-dead-letters', event)],
      });

      const told = await redrive();

      expect(told.map((one) => one.kind)).toEqual([kind, 'redriven']);
      expect(put).toHaveLength(kind === 'unfit' ? 1 : 2);
    },
  );

  it('puts a dead letter on the queue it came from, under the id of its first copy, and removes it', async () => {
    const { mail, put, redrive } = world([deadLetterOf()]);

    const told = await redrive();

    expect(told).toMatchObject([{ kind: 'redriven', origin: 'transactional' }]);
    expect(put).toMatchObject([
      {
        origin: 'transactional',
        body: deadLetterOf().body,
        attributes: { 'pipeline-first-id': 'first-1' },
      },
    ]);
    expect(mail.lying.size).toBe(0);
  });

  it('keeps what the rules of today refuse, with every reason, and shows it again', async () => {
    const { mail, put, redrive } = world([
      deadLetterOf({ body: JSON.stringify({ ...plain, to: ['x'], cc: ['y'] }) }),
    ]);

    expect(await redrive()).toMatchObject([
      {
        kind: 'unfit',
        reasons: [expect.stringMatching(/^to\[0\]/), expect.stringMatching(/^cc\[0\]/)],
      },
    ]);
    expect(put).toEqual([]);
    expect(mail.lying.size).toBe(1);
    expect(mail.hidden.size).toBe(0);
  });

  it('looks into the object that a dead letter points to', async () => {
    const { objects, redrive } = world([deadLetterOf({ body: pointer })]);

    expect(await redrive()).toMatchObject([
      { kind: 'unfit', reasons: [expect.stringMatching(/no such object/)] },
    ]);
    objects.set('payloads/payloads/1', JSON.stringify({ ...plain, to: [] }));
    expect(await redrive()).toMatchObject([
      { kind: 'unfit', reasons: [expect.stringMatching(/no recipient/)] },
    ]);
    objects.set('payloads/payloads/1', JSON.stringify(plain));
    expect(await redrive()).toMatchObject([{ kind: 'redriven' }]);
  });

  it('puts nothing and removes nothing when it only says what it would do', async () => {
    const { mail, put, redrive } = world([deadLetterOf()]);

    expect(await redrive({}, { isDryRun: true })).toMatchObject([
      { kind: 'would-redrive', origin: 'transactional' },
    ]);
    expect(put).toEqual([]);
    expect(mail.lying.size).toBe(1);
    expect(mail.hidden.size).toBe(0);
  });

  it.each(selections)('takes those that %j means, from all queues', async (selection, ids) => {
    const { redrive } = threeDeadLetters();

    expect(
      (await redrive(selection, { isDryRun: true })).map(
        ({ deadLetter }) => deadLetter.sqsMessageId,
      ),
    ).toEqual(ids);
  });

  it('keeps the pace', async () => {
    const deadLetters = Array.from({ length: 5 }, (_, index) =>
      deadLetterOf({ sqsMessageId: `d-${index}`, attributes: { sqsMessageId: `f-${index}` } }),
    );
    const { put, redrive } = world(deadLetters);

    await redrive({}, { rate: 2 });

    expect(put.map(({ atMs }) => atMs)).toEqual([0, 500, 1000, 1500, 2000]);
  });

  it('does not put a dead letter back twice in one walk, even if it dies again at once', async () => {
    const { mail, put, ports, redrive } = world([deadLetterOf()]);
    let deaths = 1;

    await redrive(
      {},
      {
        ports: {
          put: async (origin, body, attributes, group) => {
            await ports.put(origin, body, attributes, group);
            deaths += 1;
            mail.add(deadLetterOf({ sqsMessageId: `dead-${deaths}` }));
          },
        },
      },
    );

    expect(put).toHaveLength(1);
    expect(mail.lying.size).toBe(1);
  });

  it('says which dead letter could not be put back, keeps it, and goes on', async () => {
    const { mail, ports, redrive } = world([
      deadLetterOf(),
      deadLetterOf({ sqsMessageId: 'dead-2', attributes: { sqsMessageId: 'first-2' } }),
    ]);
    const cause = new Error('no way to SQS');
    let puts = 0;

    const told = await redrive(
      {},
      {
        ports: {
          put: async (origin, body, attributes, group) => {
            puts += 1;
            if (puts === 1) throw cause;
            await ports.put(origin, body, attributes, group);
          },
        },
      },
    );

    expect(told).toMatchObject([{ kind: 'failed', cause }, { kind: 'redriven' }]);
    expect([...mail.lying.keys()]).toEqual(['dead-1']);
    expect(mail.hidden.size).toBe(0);
  });

  it('loses nothing and changes no identity, wherever it is cut off and however often it is begun anew', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 25 }),
        fc.array(fc.nat({ max: 60 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 10 }),
        async (count, crashes, batch) => {
          const deadLetters = Array.from({ length: count }, (_, index) =>
            deadLetterOf({
              sqsMessageId: `dead-${index}`,
              body: JSON.stringify(index % 3 === 2 ? { ...plain, to: [] } : plain),
              attributes: {
                reasons: '["x"]',
                queue: 'x-transactional',
                sqsMessageId: `first-${index}`,
              },
            }),
          );
          const { mail, put, ports, redrive } = world(deadLetters, { batch });
          for (const crashAt of crashes) {
            let steps = 0;
            const crash = async <Result>(work: () => Promise<Result>): Promise<Result> => {
              steps += 1;
              // A killed process does nothing more, neither clean up nor go on.
              if (steps > crashAt) return new Promise<never>(() => undefined);
              return work();
            };
            const queue = {
              ...mail.queue,
              take: () => crash(mail.queue.take),
              remove: (handle: string) => crash(() => mail.queue.remove(handle)),
            };
            const run = redrive(
              {},
              { ports: { queues: [queue], put: (...args) => crash(() => ports.put(...args)) } },
            );
            await Promise.race([run, new Promise((resolve) => setTimeout(resolve, 2))]);
            mail.showAll();
          }

          await redrive();

          const arrived = new Set(put.map(({ attributes }) => attributes['pipeline-first-id']));
          const fit = deadLetters.filter((_, index) => index % 3 !== 2);
          expect(arrived).toEqual(new Set(fit.map(({ attributes }) => attributes.sqsMessageId)));
          expect([...mail.lying.keys()]).toEqual(
            deadLetters
              .filter((_, index) => index % 3 === 2)
              .map(({ sqsMessageId }) => sqsMessageId),
          );
          expect(mail.hidden.size).toBe(0);
        },
      ),
      { numRuns: 40 },
    ));
});

describe('list', () => {
  it.each(selections)('shows those that %j means, and no other', async (selection, ids) => {
    const { ports } = threeDeadLetters();
    const found: string[] = [];

    await listDeadLetters(ports, selection, ({ deadLetter }) =>
      found.push(deadLetter.sqsMessageId),
    );

    expect(found).toEqual(ids);
  });

  it('shows every dead letter once, also more than a receive brings, and leaves all of them visible', async () => {
    const deadLetters = Array.from({ length: 33 }, (_, index) =>
      deadLetterOf({ sqsMessageId: `d-${index}` }),
    );
    const { mail, ports } = world(deadLetters);
    const found: string[] = [];

    await listDeadLetters(ports, {}, ({ deadLetter }) => found.push(deadLetter.sqsMessageId));

    expect(found).toEqual(deadLetters.map(({ sqsMessageId }) => sqsMessageId));
    expect(mail.hidden.size).toBe(0);
  });

  it('comes to an end when dead letters are shown again while it looks', async () => {
    const { mail, ports } = world([deadLetterOf()]);
    const take = () => {
      mail.showAll();
      return mail.queue.take();
    };
    const queue = { ...mail.queue, take };
    const found: string[] = [];

    await listDeadLetters({ queues: [queue], streams: basicStreams }, {}, ({ deadLetter }) =>
      found.push(deadLetter.sqsMessageId),
    );

    expect(found).toEqual(['dead-1']);
    expect(ports.queues).toHaveLength(2);
  });

  it('shows what it took again when it is cut off by an error', async () => {
    const { mail } = world([deadLetterOf()]);

    await expect(
      listDeadLetters({ queues: [mail.queue], streams: basicStreams }, {}, () => {
        throw new Error('the terminal is gone');
      }),
    ).rejects.toThrow('the terminal is gone');

    expect(mail.hidden.size).toBe(0);
  });
});
