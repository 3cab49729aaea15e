import { describe, expect, it } from '@jest/globals';
import { recordQueueBatch } from '../../../functions/record-delivery/record-queue-batch.ts';
import { recordEvents } from '../../../shared/feedback/record-events.ts';
import { recordNotification } from '../../../shared/feedback/record-notification.ts';
import { memoryFeedback } from '../../fakes/memory-feedback.ts';
import {
  bounce,
  complaint,
  delivery,
  identityMail,
  open,
  reject,
  send,
  snsNotification,
} from '../../fixtures/events/build.ts';

type World = ReturnType<typeof memoryFeedback>;

const record = (world: World, ...contents: readonly unknown[]) =>
  recordEvents(
    contents.map((content, index) => ({ id: `input-${index}`, content })),
    world.ports,
  );

const ofMail = { tenantId: 'clinic', messageId: 'order-1' };

describe('publish-groups', () => {
  it('publishes the ends that SES tells of a message, and nothing of what it opened', async () => {
    const world = memoryFeedback();

    expect(
      await record(world, send(), delivery(), open(), bounce(), complaint(), reject()),
    ).toEqual([]);

    expect(world.published).toMatchObject([
      { type: 'delivered', ...ofMail },
      { type: 'bounced', ...ofMail, bounceType: 'Permanent' },
      { type: 'complained', ...ofMail },
      { type: 'rejected', ...ofMail, reason: 'by-ses' },
    ]);
    expect(JSON.stringify(world.published)).not.toContain('@');
  });

  it('publishes an event once in a batch, and again under the same id when it comes again', async () => {
    const world = memoryFeedback();

    await record(world, delivery(), snsNotification(delivery()));
    expect(world.published).toHaveLength(1);
    await record(world, delivery());

    expect(world.published).toHaveLength(2);
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(1);
  });

  it('publishes nothing of mail that is none of the pipeline’s', async () => {
    const world = memoryFeedback();

    await record(world, bounce({}, identityMail()));

    expect(world.published).toEqual([]);
  });

  it('publishes nothing that could not be recorded', async () => {
    const fault = (port: string) => {
      if (port === 'recordEvents') throw new Error('no table');
    };
    const world = memoryFeedback({ fault });

    expect(await record(world, delivery())).toEqual([0]);
    expect(world.published).toEqual([]);
  });

  it('fails exactly the inputs whose event cannot be published, after they are recorded', async () => {
    const world = memoryFeedback();
    world.topic.isDown = true;

    expect(await record(world, send(), delivery(), open())).toEqual([1]);
    expect(world.recorded()).toEqual({ 'clinic#order-1': ['delivery', 'open', 'send'] });
  });

  it('lets Lambda retry a bounce that is recorded and not published', async () => {
    const world = memoryFeedback();
    world.topic.isDown = true;
    const event = { Records: [{ Sns: { Message: JSON.stringify(bounce()) } }] };

    await expect(recordNotification(event, world.ports)).rejects.toThrow('not recorded');
    world.topic.isDown = false;
    await recordNotification(event, world.ports);

    expect(world.published).toMatchObject([{ type: 'bounced' }]);
  });

  it.each([
    [1, ['sqs-0']],
    [2, ['sqs-0']],
    [3, []],
    [1_000, []],
  ])(
    'at receive %d the queue gets %j of a delivery back that cannot be published',
    async (receives, back) => {
      const world = memoryFeedback();
      world.topic.isDown = true;
      const Records = [
        {
          messageId: 'sqs-0',
          body: JSON.stringify(delivery()),
          attributes: { ApproximateReceiveCount: String(receives) },
        },
      ];

      expect(await recordQueueBatch({ Records }, world.ports)).toEqual({
        batchItemFailures: back.map((itemIdentifier) => ({ itemIdentifier })),
      });
    },
  );
});
