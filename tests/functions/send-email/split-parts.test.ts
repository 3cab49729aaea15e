import { describe, expect, it } from '@jest/globals';
import { mostParts } from '../../../shared/messages/message-parts.ts';
import { bodyOf, sendingWorld } from '../../fakes/sending-world.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const key = { tenantId: 'default', messageId: 'order-1' };
const to = Array.from({ length: 50 }, (_, index) => `r${index}@example.org`);

/** SES takes no call for several, so that every part of a message is split; and the answer for one part is lost. */
const splitUp = async (rate: number, lostPart?: number) => {
  const world = sendingWorld({ rate });
  world.ses.answer = ({ destinations, tags }, call) => {
    if (destinations.length > 1)
      return {
        kind: 'refused',
        refusal: { kind: 'message', code: 'X', cause: 'a cause', remedy: 'a remedy' },
      };
    return Number(tags['pipeline-part']) === lostPart
      ? { kind: 'unknown', detail: 'reset' }
      : { kind: 'accepted', sesMessageId: `ses-${call}` };
  };
  const deliver = async () => (await world.deliver([bodyOf({ to })]))[0];
  let result = await deliver();
  const deliverAgain = async () => {
    for (let runs = 0; runs < 60 && result?.kind === 'again'; runs += 1) {
      await world.sleep(180_000);
      result = await deliver();
    }
    return result;
  };
  const mailed = () =>
    world.mails.flatMap(({ mail }) => (mail.destinations.length === 1 ? mail.destinations : []));
  return { world, deliverAgain, mailed };
};

describe('a message whose parts SES refuses as a whole', () => {
  it.each([
    [1_000, 51],
    [50, 52],
    [14, 57],
    [5, 75],
    [1, 50],
  ])('at %d a second comes to %d parts, and mails each recipient once', async (rate, parts) => {
    const { world, deliverAgain, mailed } = await splitUp(rate);

    expect(await deliverAgain()).toMatchObject({ kind: 'done' });
    const { plan } = world.messages.itemOf(key);
    expect(plan).toHaveLength(parts);
    expect(parts).toBeLessThanOrEqual(mostParts);
    expect(mailed().toSorted()).toEqual(to.toSorted());
  });

  it('is settled by an event of its last part, when the answer of SES for it was lost', async () => {
    const lastPart = 74;
    const { world, deliverAgain, mailed } = await splitUp(5, lastPart);
    const event = feedbackEvent({
      sesMessageId: 'ses-of-the-last',
      tags: { 'pipeline-part': String(lastPart) },
    });
    while (!mailed().includes('r49@example.org')) await world.deliver([bodyOf({ to })]);
    await world.messages.store.recordEvents({ key, events: [event] });

    expect(await deliverAgain()).toMatchObject({ kind: 'done' });
    expect(world.messages.itemOf(key).sent.get(lastPart)).toBe('ses-of-the-last');
    expect(mailed().toSorted()).toEqual(to.toSorted());
  });
});
