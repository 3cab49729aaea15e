import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  bounce,
  click,
  delivery,
  deliveryDelay,
  lambdaSqs,
  open,
  reject,
  renderingFailure,
  send,
  snsNotification,
  subscription,
} from '../../fixtures/events/build.ts';
import { startRecorder } from '../../support/recorder-world.ts';

let recorder: Awaited<ReturnType<typeof startRecorder>>;

beforeAll(async () => {
  recorder = await startRecorder(() => import('../../../functions/record-delivery/handler.ts'));
});
afterAll(() => recorder.stop());

describe('record-delivery', () => {
  it('notes a batch of all other kinds on its message', async () => {
    const events = [
      send(),
      delivery(),
      reject(),
      open(),
      click(),
      renderingFailure(),
      deliveryDelay(),
      subscription(),
    ];

    const answer = await recorder.run(lambdaSqs(...events.map((event) => snsNotification(event))));

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await recorder.recorded('clinic', 'order-1')).toEqual([
      'click',
      'delivery',
      'deliveryDelay',
      'open',
      'reject',
      'renderingFailure',
      'send',
      'subscription',
    ]);
  });

  it('a bounce that was moved here from the dead letters suppresses', async () => {
    await recorder.run(lambdaSqs(snsNotification(bounce())));

    expect(await recorder.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
  });

  it('answers with the identifiers of what cannot be understood, and no others', async () => {
    const answer = await recorder.run(
      lambdaSqs(
        snsNotification(send()),
        '{"eventType":',
        snsNotification('Hello'),
        delivery({ recipients: [] }),
      ),
    );

    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'sqs-1' }, { itemIdentifier: 'sqs-3' }],
    });
  });

  it('an event that is no batch fails as a whole', async () => {
    await expect(recorder.run({ Records: [{ body: '{}' }] })).rejects.toThrow(
      'Every record of a batch needs a messageId and a body.',
    );
  });
});
