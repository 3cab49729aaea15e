import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { done, type RecordResult, retryAt } from '../../../functions/send-email/record-result.ts';
import { sendAlone } from '../../../functions/send-email/send-alone.ts';
import { bodyOf, noon, sendingWorld, settleMs, silenceMs } from '../../fakes/sending-world.ts';

/** The process ends while it works on the message: nothing after that happens. */
const death = new Promise<never>(() => undefined);

const world = () => {
  const sending = sendingWorld();
  const sent: string[] = [];
  const suspectOf = (
    copyId: string,
    send: () => Promise<RecordResult | undefined>,
    body = bodyOf({ messageId: copyId }),
  ) => ({
    copyId,
    record: {
      sqsMessageId: copyId,
      body,
      queue: 'transactional',
      arrivedAtMs: noon,
      releasedCopy: undefined,
      isFirstDelivery: true,
    },
    send: async () => {
      sent.push(copyId);
      return send();
    },
  });
  const runOf = (suspects: readonly ReturnType<typeof suspectOf>[], remainingMs = 60_000) =>
    sendAlone(
      sending.ports,
      { owner: 'run', remainingMs: () => remainingMs, settleMs, silenceMs },
      suspects,
    );
  /** A run that dies of one of them. */
  const dies = async (suspects: readonly ReturnType<typeof suspectOf>[]) => {
    await Promise.race([runOf(suspects), new Promise((resolve) => setTimeout(resolve, 5))]);
  };
  return { ...sending, sent, suspectOf, runOf, dies };
};

describe('sendSuspects', () => {
  it('gives a message up of which three runs died, explains it in the dead letters and never touches it again', async () => {
    const { suspectOf, dies, runOf, sent, deadLetters, sum, messages } = world();
    const poison = suspectOf(
      'poison',
      () => death,
      bodyOf({ messageId: 'big', tenantId: 'acme', stream: 'transactional' }),
    );

    for (let run = 0; run < 3; run += 1) await dies([poison]);
    const results = await runOf([poison]);

    expect(results).toEqual([done]);
    expect(sent).toHaveLength(3);
    expect(deadLetters).toMatchObject([
      { reasons: [expect.stringMatching(/died 3 times.*send-email.*dead letters/)] },
    ]);
    expect(messages.itemOf({ tenantId: 'acme', messageId: 'big' }).outcome?.state).toBe('failed');
    expect(sum('Failed')).toBe(1);
  });

  it('gives up what is no message at all under the id of its queue', async () => {
    const { suspectOf, dies, runOf, messages } = world();
    const poison = suspectOf('poison', () => death, '{');
    for (let run = 0; run < 3; run += 1) await dies([poison]);

    await runOf([poison]);

    expect(messages.itemOf({ tenantId: 'default', messageId: 'poison' }).outcome?.state).toBe(
      'failed',
    );
  });

  it('never blames a message for its neighbours, wherever they stand', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 4 }), async (place) => {
        const { suspectOf, dies, runOf, deadLetters } = world();
        const innocent = Array.from({ length: 4 }, (_, index) =>
          suspectOf(`m-${index}`, async () => done),
        );
        const suspects = innocent.toSpliced(
          place,
          0,
          suspectOf('poison', () => death),
        );

        for (let run = 0; run < 3; run += 1) await dies(suspects);

        expect(await runOf(suspects)).toEqual(suspects.map(() => done));
        expect(deadLetters.map(({ body }) => JSON.parse(body).messageId)).toEqual(['poison']);
      }),
      { numRuns: 5 },
    ));

  it('counts no run that ended, however often the message waits', async () => {
    const { suspectOf, runOf, deadLetters } = world();
    const waiting = suspectOf('a', async () => retryAt(noon + 1));

    for (let run = 0; run < 20; run += 1)
      expect(await runOf([waiting])).toEqual([retryAt(noon + 1)]);

    expect(deadLetters).toEqual([]);
  });

  it('does not begin what it has no time to end', async () => {
    const { suspectOf, runOf, sent, messages } = world();

    expect(await runOf([suspectOf('a', async () => done)], 19_999)).toEqual([retryAt(noon)]);
    expect(sent).toEqual([]);
    expect(messages.tries.size).toBe(0);
  });

  it('does not touch a message when its try cannot be noted', async () => {
    const { suspectOf, ports, sent } = world();
    const broken = { ...ports, beginTry: () => Promise.reject(new Error('unreachable')) };

    const results = await sendAlone(
      broken,
      { owner: 'run', remainingMs: () => 60_000, settleMs, silenceMs },
      [suspectOf('a', async () => done)],
    );

    expect(results).toEqual([retryAt(noon + 10_000)]);
    expect(sent).toEqual([]);
  });
});
