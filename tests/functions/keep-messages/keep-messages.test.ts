import { describe, expect, it } from '@jest/globals';
import { crowd } from '../../../functions/keep-messages/is-due.ts';
import { keepMessages } from '../../../functions/keep-messages/keep-messages.ts';
import { type KeptDeadLetter, keptKey } from '../../../shared/dead-letters/kept-dead-letter.ts';
import { queueLimits } from '../../../shared/enqueue/queue-limits.ts';
import type { LyingMessage } from '../../../shared/retention/lying-message.ts';
import type { KeepPorts } from '../../../shared/retention/ports.ts';
import type { Count, Gauge } from '../../../shared/telemetry/ports.ts';
import { lyingOf, memoryRetainedQueue } from '../../fakes/memory-retained-queue.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const noon = 100 * dayMs + 12 * hourMs;
const daysAgo = (days: number): number => noon - days * dayMs;

const aged = (...ages: readonly number[]): readonly LyingMessage[] =>
  ages.map((age, index) => lyingOf({ sqsMessageId: `m-${index}`, sentAtMs: daysAgo(age) }));

const world = (changes: Partial<KeepPorts> = {}) => {
  const kept = new Map<string, KeptDeadLetter>();
  const counts: Count[] = [];
  const gauges: Gauge[] = [];
  const told: string[] = [];
  const ports: KeepPorts = {
    deadLetterQueues: [],
    sourceQueues: [],
    keepDeadLetter: async (deadLetter) => void kept.set(keptKey(deadLetter), deadLetter),
    countKept: async () => kept.size,
    count: (count) => void counts.push(count),
    gauge: (gauge) => void gauges.push(gauge),
    clock: { now: () => noon },
    log: (_level, message) => void told.push(message),
    ...changes,
  };
  return { ports, kept, counts, gauges, told, run: () => keepMessages(ports, () => 60_000) };
};

const sumOf = (counts: readonly Count[], name: Count['name']): number =>
  counts.filter((count) => count.name === name).reduce((sum, { value }) => sum + value, 0);

describe('keepMessages', () => {
  describe('with dead letters', () => {
    const deadLetters = (messages: readonly LyingMessage[]) =>
      memoryRetainedQueue(messages, { name: 'dead-letters' });

    it('puts those into the bucket that are four days old, whole, and leaves the others', async () => {
      const attributes = {
        reasons: { type: 'String', value: '["no"]' },
        key: { type: 'Binary.raw', value: 'AAE=' },
      };
      const old = lyingOf({
        ...{ sqsMessageId: 'old', sentAtMs: daysAgo(4), body: 'Grüße' },
        ...{ attributes, sourceArn: 'arn:aws:sqs:eu-west-1:1:p-dev-bulk' },
      });
      const { queue, lying } = deadLetters([old, ...aged(3, 1)]);
      const { run, kept, counts, gauges } = world({ deadLetterQueues: [queue] });

      await run();

      const { receives, receiptHandle, ...deadLetter } = old;
      expect([...kept.values()]).toEqual([{ ...deadLetter, queue: 'dead-letters' }]);
      expect([...lying.keys()]).toEqual(['m-0', 'm-1']);
      expect(sumOf(counts, 'Kept')).toBe(1);
      expect(gauges).toEqual([{ name: 'KeptLetters', value: 1 }]);
    });

    it('keeps one again under the same name that it could not take off its queue', async () => {
      let isDown = true;
      const { queue, lying } = deadLetters(aged(5));
      const remove = async (handle: string) => {
        if (isDown) throw new Error('down');
        await queue.remove(handle);
      };
      const { run, kept, counts } = world({ deadLetterQueues: [{ ...queue, remove }] });

      await expect(run()).rejects.toThrow('1 of 1 queues');
      expect([kept.size, lying.size, sumOf(counts, 'Unkept')]).toEqual([1, 1, 1]);
      isDown = false;
      await run();

      expect([kept.size, lying.size]).toEqual([1, 0]);
    });

    it('leaves one on its queue that the bucket does not take, and fails so that somebody is told', async () => {
      const { queue, lying, hidden } = deadLetters(aged(5));
      const { run, counts } = world({
        deadLetterQueues: [queue],
        keepDeadLetter: () => Promise.reject(new Error('AccessDenied')),
      });

      await expect(run()).rejects.toThrow('could not be saved');
      expect([lying.size, hidden.size, sumOf(counts, 'Unkept')]).toEqual([1, 0, 1]);
    });

    it('goes on with the other queues when one cannot be read', async () => {
      const { queue, lying } = deadLetters(aged(5));
      const broken = { ...queue, receive: () => Promise.reject(new Error('down')) };
      const { run } = world({ deadLetterQueues: [broken, queue] });

      await expect(run()).rejects.toThrow('1 of 2 queues');
      expect(lying.size).toBe(0);
    });

    it('looks at a queue once a day, and at a crowded one each hour, from the age of a day on', async () => {
      const { queue, lying } = deadLetters(aged(2, 5));
      const crowded = { ...queue, size: async () => crowd + 1 };
      const later = { clock: { now: () => noon + 5 * hourMs } };

      await world({ deadLetterQueues: [queue], ...later }).run();
      expect(lying.size).toBe(2);
      await world({ deadLetterQueues: [crowded], ...later }).run();
      expect(lying.size).toBe(0);
    });
  });

  describe('with a queue that is not read, whoever closed it', () => {
    it('puts what is four days old on it anew as the same message', async () => {
      const { queue, lying, copies } = memoryRetainedQueue(aged(4, 3));
      const { run, counts } = world({ sourceQueues: [queue] });

      await run();

      expect([...lying.keys()]).toEqual(['m-1']);
      expect(copies).toEqual([
        {
          body: '{"messageId":"order-1"}',
          attributes: {
            'pipeline-first-id': { type: 'String', value: 'm-0' },
            'pipeline-first-arrival': { type: 'String', value: String(daysAgo(4)) },
          },
        },
      ]);
      expect(sumOf(counts, 'Renewed')).toBe(1);
    });

    it('leaves the copy in the group of the message', async () => {
      const { queue, copies } = memoryRetainedQueue([
        lyingOf({ sentAtMs: daysAgo(4), group: 'acme' }),
      ]);

      await world({ sourceQueues: [queue] }).run();

      expect(copies.map(({ group }) => group)).toEqual(['acme']);
    });

    it('makes no copy more than it takes messages off, and ends where it can take none off', async () => {
      const { queue, copies } = memoryRetainedQueue(aged(...Array(500).fill(5)), {
        remove: () => Promise.reject(new Error('down')),
      });
      const { run } = world({ sourceQueues: [queue] });

      await expect(run()).rejects.toThrow('could not be saved');
      expect(copies.length).toBeLessThanOrEqual(90);
    });

    it.each([
      ['there is no room for a copy', 'x'.repeat(queueLimits.bytes), undefined],
      ['SQS does not take a copy', '{}', 'InvalidMessageContents'],
    ])('keeps a message as a dead letter of which %s', async (_, body, refusal) => {
      const { queue, lying, copies } = memoryRetainedQueue(
        [lyingOf({ body, sentAtMs: daysAgo(4) })],
        refusal === undefined
          ? {}
          : { putAgain: () => Promise.reject(Object.assign(new Error('no'), { name: refusal })) },
      );
      const { run, kept } = world({ sourceQueues: [queue] });

      await run();

      expect([lying.size, copies.length]).toEqual([0, 0]);
      expect([...kept.values()]).toMatchObject([
        { queue: 'dead-letters', body, attributes: { queue: { value: 'bulk' } } },
      ]);
    });

    it('leaves a message when SQS cannot be reached', async () => {
      const { queue, lying } = memoryRetainedQueue(aged(5), {
        putAgain: () => Promise.reject(new Error('reset')),
      });
      const { run, kept } = world({ sourceQueues: [queue] });

      await expect(run()).rejects.toThrow('could not be saved');
      expect([lying.size, kept.size]).toEqual([1, 0]);
    });
  });

  it('ends where it would have ended, wherever a run is cut off', async () => {
    for (let steps = 0; steps < 40; steps += 1) {
      const deadLetters = memoryRetainedQueue(aged(5, 5, 5), { name: 'dead-letters' });
      const source = memoryRetainedQueue(aged(5, 5, 5));
      const { ports, kept, run } = world({
        deadLetterQueues: [deadLetters.queue],
        sourceQueues: [source.queue],
      });
      let left = steps;
      /** Goes through, as long as the run lives. */
      const alive = <Args extends readonly unknown[], Answer>(
        work: (...args: Args) => Promise<Answer>,
      ) => {
        return async (...args: Args): Promise<Answer> => {
          left -= 1;
          if (left < 0) throw new Error('dead');
          return work(...args);
        };
      };
      const dying = {
        deadLetterQueues: [{ ...deadLetters.queue, remove: alive(deadLetters.queue.remove) }],
        sourceQueues: [
          {
            ...source.queue,
            putAgain: alive(source.queue.putAgain),
            remove: alive(source.queue.remove),
          },
        ],
        keepDeadLetter: alive(ports.keepDeadLetter),
      };

      await keepMessages({ ...ports, ...dying }, () => 60_000).catch(() => undefined);
      await run();

      expect([deadLetters.lying.size, source.lying.size, kept.size]).toEqual([0, 0, 3]);
      const ids = source.copies.map(({ attributes }) => attributes['pipeline-first-id']?.value);
      expect([...new Set(ids)].toSorted()).toEqual(['m-0', 'm-1', 'm-2']);
      expect(ids.length).toBeLessThanOrEqual(6);
    }
  });

  it('leaves a queue alone that is read, unless it is crowded', async () => {
    const isRead = async () => true;
    const calm = memoryRetainedQueue(aged(5), { isRead });
    const full = memoryRetainedQueue(aged(5), { isRead, size: async () => crowd + 1 });
    const { run } = world({ sourceQueues: [calm.queue, full.queue] });

    await run();

    expect([calm.receives(), calm.lying.size, full.copies.length]).toEqual([0, 1, 1]);
  });

  it('hides no more than a thousand messages of a crowded queue that is read', async () => {
    const { queue, hidden, receives } = memoryRetainedQueue(aged(...Array(3_000).fill(0)), {
      isRead: async () => true,
      size: async () => crowd + 1,
    });
    const { run } = world({ sourceQueues: [queue] });

    await run();

    expect(receives()).toBeLessThanOrEqual(110);
    expect(hidden.size).toBe(0);
  });

  it('never lets a closed queue make suspects of its messages by looking at them', async () => {
    const { queue, lying, copies } = memoryRetainedQueue([
      lyingOf({ sentAtMs: daysAgo(1), receives: 3 }),
    ]);
    const { run } = world({ sourceQueues: [queue] });

    await run();

    expect([lying.size, copies.length]).toEqual([0, 1]);
  });
});
