import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { enqueueTo, queueLimitBytes, toBatches } from '../../../shared/aws/enqueue.ts';

const url = 'http://127.0.0.1:1/000000000000/q';

/** A client that never leaves the process: it answers with what `answer` makes of the batch. */
const stubClient = (answer: (entries: readonly { readonly Id: string; readonly MessageBody: string }[]) => object) => {
  const client = new SQSClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const batches: string[][] = [];
  client.send = (async (command: { readonly input: { readonly Entries: { Id: string; MessageBody: string }[] } }) => {
    batches.push(command.input.Entries.map(({ MessageBody }) => MessageBody));
    return answer(command.input.Entries);
  }) as unknown as SQSClient['send'];
  return { client, batches };
};

describe('enqueue', () => {
  it('parts bodies into batches that SQS takes, in their order, none left out', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 1000, 200_000, 600_000, queueLimitBytes, queueLimitBytes + 1), { maxLength: 30 }),
        (sizes) => {
          const bodies = sizes.map((size) => 'x'.repeat(size));
          const batches = toBatches(bodies);

          expect(batches.flat()).toEqual(bodies);
          for (const batch of batches) {
            expect(batch.length).toBeLessThanOrEqual(10);
            if (batch.length > 1) expect(batch.reduce((sum, body) => sum + body.length, 0)).toBeLessThanOrEqual(queueLimitBytes);
          }
        },
      ),
      { numRuns: 50 },
    ));

  it('fills batches of ten', () => {
    expect(toBatches(Array.from({ length: 25 }, String)).map((batch) => batch.length)).toEqual([10, 10, 5]);
  });

  it('counts bytes, not characters', () => {
    expect(toBatches(['é'.repeat(300_000), 'é'.repeat(300_000)])).toHaveLength(2);
  });

  it('answers for each body, whatever the order of the answers of SQS', async () => {
    const { client } = stubClient((entries) => ({
      Successful: entries
        .filter(({ MessageBody }) => MessageBody !== 'bad')
        .map(({ Id, MessageBody }) => ({ Id, MessageId: `id-${MessageBody}` }))
        .toReversed(),
      Failed: entries.filter(({ MessageBody }) => MessageBody === 'bad').map(({ Id }) => ({ Id, Code: 'InvalidMessageContents' })),
    }));

    expect(await enqueueTo(client, url)(['a', 'bad', 'c'])).toEqual([
      { kind: 'queued', sqsMessageId: 'id-a' },
      { kind: 'refused', code: 'InvalidMessageContents' },
      { kind: 'queued', sqsMessageId: 'id-c' },
    ]);
  });

  it('does not ask SQS to take a body that is too large, and puts the others', async () => {
    const { client, batches } = stubClient((entries) => ({ Successful: entries.map(({ Id }) => ({ Id, MessageId: Id })) }));

    const answers = await enqueueTo(client, url)(['a', 'x'.repeat(queueLimitBytes + 1), 'b']);

    expect(answers.map(({ kind }) => kind)).toEqual(['queued', 'refused', 'queued']);
    expect(batches).toEqual([['a'], ['b']]);
  });
});
