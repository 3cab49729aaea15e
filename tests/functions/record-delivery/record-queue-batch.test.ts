import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordQueueBatch } from '../../../functions/record-delivery/record-queue-batch.ts';
import { memoryFeedback } from '../../fakes/memory-feedback.ts';
import {
  bounce,
  delivery,
  lambdaSqs,
  mail,
  send,
  snsNotification,
} from '../../fixtures/events/build.ts';

describe('record queue batch', () => {
  it('a batch that is recorded has no failures', async () => {
    const world = memoryFeedback();

    expect(
      await recordQueueBatch(lambdaSqs(snsNotification(send()), delivery()), world.ports),
    ).toEqual({ batchItemFailures: [] });
    expect(world.recorded()).toEqual({ 'clinic#order-1': ['delivery', 'send'] });
  });

  it('takes an identifier of one character', async () => {
    const world = memoryFeedback();
    const Records = [{ messageId: 'x', body: '{' }];

    expect(await recordQueueBatch({ Records }, world.ports)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'x' }],
    });
  });

  it('names exactly the messages that failed, by their identifier in the batch', async () => {
    const world = memoryFeedback();

    const answer = await recordQueueBatch(
      lambdaSqs(send(), '{"eventType":', 'Hello', bounce({ bouncedRecipients: [] })),
      world.ports,
    );

    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'sqs-1' }, { itemIdentifier: 'sqs-3' }],
    });
  });

  it.each([
    ['no batch', {}],
    ['null', null],
    ['a record without id', { Records: [{ body: JSON.stringify(send()) }] }],
    ['a record with an empty id', { Records: [{ messageId: '', body: JSON.stringify(send()) }] }],
    ['a record without body', { Records: [{ messageId: 'sqs-0' }] }],
    ['a list for records', { Records: 'none' }],
  ])('%s fails as a whole, before anything is done', async (_, event) => {
    const world = memoryFeedback();

    await expect(recordQueueBatch(event, world.ports)).rejects.toThrow(
      'Every record of a batch needs a messageId and a body.',
    );
    expect(world.calls).toEqual([]);
  });

  it('answers only with identifiers of the batch, and with all that failed', async () => {
    const part = fc.constantFrom('fine', 'broken', 'text', 'down');

    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const world = memoryFeedback({
          fault: (port, subject) => {
            if (port === 'recordEvents' && subject.includes('down')) throw new Error('no answer');
          },
        });
        const bodies = parts.map((kind, index) => {
          if (kind === 'broken') return '{';
          if (kind === 'text') return 'Hello';
          return send(
            mail({
              tags: { 'pipeline-message': [`${kind}-${index}`], 'pipeline-tenant': ['clinic'] },
              messageId: `ses-${index}`,
            }),
          );
        });

        const { batchItemFailures } = await recordQueueBatch(lambdaSqs(...bodies), world.ports);

        const failed = parts.flatMap((kind, index) =>
          kind === 'broken' || kind === 'down' ? [{ itemIdentifier: `sqs-${index}` }] : [],
        );
        expect(batchItemFailures).toEqual(failed);
      }),
    );
  });
});
