import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type EntryAnswer,
  type PutBatch,
  putEntries,
  type QueueEntry,
} from '../../../shared/enqueue/put-entries.ts';
import { bytesOf, queueLimits } from '../../../shared/enqueue/queue-limits.ts';

const queued = (body: string): EntryAnswer => ({
  kind: 'queued',
  sqsMessageId: `sqs-${body.slice(0, 12)}`,
});
const passing: EntryAnswer = { kind: 'refused', code: 'InternalError', isRetriable: true };
const lasting: EntryAnswer = {
  kind: 'refused',
  code: 'InvalidMessageContents',
  isRetriable: false,
};

const entry = (body: string, before?: () => Promise<unknown>): QueueEntry =>
  before === undefined ? { body } : { body, before };

/** A queue that answers as it is told, and a clock that only moves when somebody waits. */
const world = (answer: (body: string, tries: number) => EntryAnswer) => {
  const calls: (readonly string[])[] = [];
  const waits: number[] = [];
  const tries = new Map<string, number>();
  let nowMs = 0;
  const putBatch: PutBatch = async (items) => {
    calls.push(items.map(({ body }) => body));
    return items.map(({ body }) => {
      const count = (tries.get(body) ?? 0) + 1;
      tries.set(body, count);
      return answer(body, count);
    });
  };
  const clock = {
    now: () => nowMs,
    sleepUntil: async (untilMs: number) => {
      waits.push(untilMs - nowMs);
      nowMs = untilMs;
    },
  };
  return { calls, waits, ports: { putBatch, clock, random: () => 0.5 } };
};

describe('put-entries', () => {
  it('tries those again that were refused for a passing reason, and only those', async () => {
    const { calls, waits, ports } = world((body, tries) =>
      body === 'slow' && tries < 3 ? passing : queued(body),
    );

    const answers = await putEntries(ports, [entry('a'), entry('slow'), entry('c')]);

    expect(answers.map(({ kind }) => kind)).toEqual(['queued', 'queued', 'queued']);
    expect(calls).toEqual([['a', 'slow', 'c'], ['slow'], ['slow']]);
    expect(waits).toEqual([50, 100]);
  });

  it('does not try again what would be refused again', async () => {
    const { calls, ports } = world((body) => (body === 'bad' ? lasting : queued(body)));

    expect(await putEntries(ports, [entry('bad'), entry('b')])).toEqual([
      { kind: 'refused', code: 'InvalidMessageContents' },
      { kind: 'queued', sqsMessageId: 'sqs-b' },
    ]);
    expect(calls).toHaveLength(1);
  });

  it('gives up after five tries, and says why', async () => {
    const { calls, ports } = world(() => passing);

    expect(await putEntries(ports, [entry('a')])).toEqual([
      { kind: 'refused', code: 'InternalError' },
    ]);
    expect(calls).toHaveLength(5);
  });

  it('takes a short answer for silence about the rest', async () => {
    const { ports } = world(queued);

    const answers = await putEntries({ ...ports, putBatch: async () => [] }, [entry('a')]);

    expect(answers).toEqual([{ kind: 'refused', code: 'NoAnswer' }]);
  });

  it('does not ask SQS to take a body that is too large, and puts the others', async () => {
    const { calls, ports } = world(queued);

    const answers = await putEntries(ports, [
      entry('a'),
      entry('x'.repeat(queueLimits.bytes + 1)),
      entry('b'),
    ]);

    expect(answers).toMatchObject([
      { kind: 'queued' },
      // As SQS itself would say.
      { kind: 'refused', code: 'BatchRequestTooLong' },
      { kind: 'queued' },
    ]);
    expect(calls.flat()).toEqual(['a', 'b']);
  });

  it('puts nothing whose object could not be stored, and stores an object once however often its body is put', async () => {
    let stored = 0;
    const { calls, ports } = world((body, tries) => (tries === 1 ? passing : queued(body)));
    const noWay = new TypeError('no way to S3');

    const answers = await putEntries(ports, [
      entry('lost', () => Promise.reject(noWay)),
      entry('kept', async () => {
        stored += 1;
      }),
    ]);

    expect(answers).toEqual([
      { kind: 'refused', code: 'TypeError', cause: noWay },
      { kind: 'queued', sqsMessageId: 'sqs-kept' },
    ]);
    expect(calls).toEqual([['kept'], ['kept']]);
    expect(stored).toBe(1);
  });

  it('answers for every entry once and in order, and never asks again for one that SQS took, whatever SQS says', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            size: fc.constantFrom(8, 200_000, 700_000),
            failures: fc.nat({ max: 6 }),
            lasts: fc.boolean(),
          }),
          {
            maxLength: 40,
          },
        ),
        async (plan) => {
          const bodies = plan.map(
            ({ size }, index) => `${String(index).padStart(4, '0')}${'x'.repeat(size)}`,
          );
          const { calls, ports } = world((body, tries) => {
            const { failures = 0, lasts = false } = plan[Number(body.slice(0, 4))] ?? {};
            return tries > failures ? queued(body) : lasts ? lasting : passing;
          });

          const answers = await putEntries(
            ports,
            bodies.map((body) => entry(body)),
          );

          plan.forEach(({ failures, lasts }, index) => {
            const mine = calls.flat().filter((body) => body === bodies[index]).length;
            const isTaken = lasts ? failures === 0 : failures < 5;
            expect(answers[index]?.kind).toBe(isTaken ? 'queued' : 'refused');
            if (isTaken) expect(answers[index]).toEqual(queued(bodies[index] ?? ''));
            expect(mine).toBe(lasts && failures > 0 ? 1 : Math.min(failures + 1, 5));
          });
          for (const call of calls) {
            expect(call.length).toBeLessThanOrEqual(queueLimits.entriesPerBatch);
            expect(call.reduce((sum, body) => sum + bytesOf(body), 0)).toBeLessThanOrEqual(
              queueLimits.bytes,
            );
          }
        },
      ),
      { numRuns: 60 },
    ));
});
