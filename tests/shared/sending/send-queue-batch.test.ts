import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Postpone } from '../../../shared/ports.ts';
import type { SendBatchPorts } from '../../../shared/sending/send-batch.ts';
import { sendQueueBatch } from '../../../shared/sending/send-queue-batch.ts';
import { bodyOf, noon, sendingWorld, settleMs } from '../../fakes/sending-world.ts';

const arn = 'arn:aws:sqs:eu-central-1:123456789012:pipeline-transactional';

const recordOf = (messageId: string, body: string, eventSourceARN = arn) => ({
  messageId,
  receiptHandle: `handle-${messageId}`,
  body,
  eventSourceARN,
});

type Postponed = Parameters<Postpone>[0][number];

const world = (broken: Partial<SendBatchPorts> = {}) => {
  const sending = sendingWorld();
  const postponed: Postponed[] = [];
  const context = {
    ports: { ...sending.ports, ...broken },
    queues: [{ lane: 'transactional' as const, arn, postpone: async (messages: readonly Postponed[]) => void postponed.push(...messages) }],
    memory: { last: undefined },
    settleMs,
    deadlineMs: noon + 60_000,
    requestId: 'run-1',
  };
  return { postponed, deliver: (event: unknown) => sending.run(sendQueueBatch(event, context)) };
};

describe('sendQueueBatch', () => {
  it('answers with no failures when everything is done', async () => {
    const { deliver, postponed } = world();

    expect(await deliver({ Records: [recordOf('a', bodyOf())] })).toEqual({ batchItemFailures: [] });
    expect(postponed).toEqual([]);
  });

  it('names what has to come again, and hides it until then', async () => {
    const { deliver, postponed } = world();
    const later = noon + 3_600_000;

    const answer = await deliver({
      Records: [recordOf('a', bodyOf({ sendAfter: new Date(later).toISOString() })), recordOf('b', bodyOf({ messageId: 'order-2' }))],
    });

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'a' }] });
    expect(postponed).toEqual([{ receiptHandle: 'handle-a', untilMs: later }]);
  });

  it('never names a message that was not in the batch, whatever fails', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 10 }),
        fc.subarray(['findProgress', 'findSuppressions', 'claimPart', 'recordSent', 'deadLetter', 'recordOutcome'] as const),
        async (ids, broken) => {
          const { deliver } = world(Object.fromEntries(broken.map((port) => [port, () => Promise.reject(new Error('unreachable'))])));

          const answer = await deliver({
            Records: ids.map((id, index) => recordOf(id, index % 3 === 0 ? '{' : bodyOf({ messageId: id }))),
          });

          for (const { itemIdentifier } of answer.batchItemFailures) expect(ids).toContain(itemIdentifier);
        },
      ),
      { numRuns: 30 },
    ));

  it.each([
    ['nothing', undefined],
    ['no records', { Records: [] }],
    ['a record without id', { Records: [{ ...recordOf('', bodyOf()) }] }],
    ['a record of a foreign queue', { Records: [recordOf('a', bodyOf(), 'arn:aws:sqs:eu-central-1:123456789012:other')] }],
  ])('fails as a whole on %s, so that Lambda keeps the batch', async (_, event) => {
    await expect(world().deliver(event)).rejects.toThrow();
  });
});
