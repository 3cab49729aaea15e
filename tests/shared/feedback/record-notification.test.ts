import { describe, expect, it } from '@jest/globals';
import {
  FeedbackNotRecorded,
  recordNotification,
} from '../../../shared/feedback/record-notification.ts';
import { memoryFeedback } from '../../fakes/memory-feedback.ts';
import { bounce, complaint, delivery, lambdaSns } from '../../fixtures/events/build.ts';

describe('record notification', () => {
  it.each([
    ['bounce', bounce()],
    ['complaint', complaint()],
    ['delivery', delivery()],
  ])('records a %s, whichever function it reached', async (kind, event) => {
    const world = memoryFeedback();

    await recordNotification(lambdaSns(event), world.ports);

    expect(world.recorded()).toEqual({ 'clinic#order-1': [kind] });
  });

  it('passes over the text with which SES tests a topic', async () => {
    await expect(
      recordNotification(
        lambdaSns('Successfully validated SNS topic for Amazon SES event publishing.'),
        memoryFeedback().ports,
      ),
    ).resolves.toBeUndefined();
  });

  it('throws when it cannot be understood, so that it ends among the dead letters', async () => {
    await expect(
      recordNotification(lambdaSns(bounce({ bouncedRecipients: [] })), memoryFeedback().ports),
    ).rejects.toThrow(FeedbackNotRecorded);
  });

  it('throws when a table does not answer, without the address', async () => {
    const world = memoryFeedback({
      fault: () => {
        throw new Error('ada@example.com');
      },
    });

    await expect(recordNotification(lambdaSns(bounce()), world.ports)).rejects.toThrow(
      'The notification is not recorded; the log says why.',
    );
  });
});
