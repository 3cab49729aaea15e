import { describe, expect, it } from '@jest/globals';
import type { SendBatchPorts } from '../../../functions/send-email/send-batch.ts';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import { bodyOf, sendingWorld, settleMs } from '../../fakes/sending-world.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const key = { tenantId: 'default', messageId: 'order-1' };

const sendEvent = (sesMessageId: string): FeedbackEvent =>
  feedbackEvent({
    eventId: `send-${sesMessageId}`,
    recipients: ['jane@example.org'],
    sesMessageId,
    tags: { 'pipeline-part': '0' },
  });

type Moment = 'before' | 'after';

/** What a run asks of the world, in the order in which an ordinary one does. */
const steps = [
  'findProgress',
  'findSuppressions',
  'findTenants',
  'claimPart',
  'sendMail',
  'recordSent',
] as const;
type StepName = (typeof steps)[number];

/**
 * A run that dies before or after one of its steps: that step never comes back, and nothing follows
 * it.
 */
const dyingAt = (
  world: ReturnType<typeof sendingWorld>,
  step: StepName,
  moment: Moment,
): Partial<SendBatchPorts> => {
  const dying =
    <Given extends readonly unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      if (moment === 'after') await work(...given);
      return new Promise<never>(() => undefined);
    };
  const { ports, account } = world;
  switch (step) {
    case 'sendMail':
      return {
        findTenants: async () =>
          new Map([
            ['default', { account: { ...account, sendMail: dying(account.sendMail) }, pauses: {} }],
          ]),
      };
    case 'findProgress':
      return { findProgress: dying(ports.findProgress) };
    case 'findSuppressions':
      return { findSuppressions: dying(ports.findSuppressions) };
    case 'findTenants':
      return { findTenants: dying(ports.findTenants) };
    case 'claimPart':
      return { claimPart: dying(ports.claimPart) };
    case 'recordSent':
      return { recordSent: dying(ports.recordSent) };
    default:
      return step satisfies never;
  }
};

const moments = steps.flatMap((step) =>
  (['before', 'after'] as const).map((moment) => [moment, step] as const),
);

describe('send-email that dies at one of its steps', () => {
  it.each(moments)(
    'sends the message once all the same, when SES’s events arrive: %s %s',
    async (moment, step) => {
      const world = sendingWorld();

      await world
        .deliver([bodyOf()], { ports: dyingAt(world, step, moment) })
        .catch(() => undefined);
      if (world.mails.length > 0)
        await world.messages.store.recordEvents({ key, events: [sendEvent('ses-1')] });
      await world.sleep(settleMs + 120_000);
      const results = await world.deliver([bodyOf()]);

      expect(results.map(({ kind }) => kind)).toEqual(['done']);
      expect(world.mails).toHaveLength(1);
      expect(world.messages.itemOf(key).sent.get(0)).toBe('ses-1');
    },
  );

  it.each(moments)(
    'sends marketing mail at most once even without SES’s events: %s %s',
    async (moment, step) => {
      const world = sendingWorld();
      const body = bodyOf({ stream: 'marketing' });

      await world
        .deliver([body], { lane: 'bulk', ports: dyingAt(world, step, moment) })
        .catch(() => undefined);
      await world.sleep(settleMs + 120_000);
      const results = await world.deliver([body], { lane: 'bulk' });

      expect(results.map(({ kind }) => kind)).toEqual(['done']);
      // Sent, or kept for an operator: never lost.
      expect(world.mails.length + world.held.size).toBeGreaterThanOrEqual(1);
      expect(world.mails.length).toBeLessThanOrEqual(1);
    },
  );

  it.each(['holdMail', 'recordOutcome'] as const)(
    'holds what it was about to hold when it comes again: at %s',
    async (port) => {
      const world = sendingWorld();
      world.pauses.set('default', { '*': { by: 'operator', since: 0, why: 'a reason' } });
      const dying = { [port]: () => new Promise<never>(() => undefined) };

      await world.deliver([bodyOf()], { ports: dying, arrivedAtMs: 1 }).catch(() => undefined);
      const results = await world.deliver([bodyOf()], { arrivedAtMs: 1 });

      expect(results.map(({ kind }) => kind)).toEqual(['done']);
      expect(world.held.size).toBe(1);
      expect(world.messages.itemOf(key).outcome?.state).toBe('held');
    },
  );

  it.each(['putDeadLetter', 'recordOutcome'] as const)(
    'dead-letters what it was about to when it comes again: at %s',
    async (port) => {
      const world = sendingWorld();
      const dying = { [port]: () => new Promise<never>(() => undefined) };

      await world.deliver(['{}'], { ports: dying }).catch(() => undefined);
      const results = await world.deliver(['{}']);

      expect(results.map(({ kind }) => kind)).toEqual(['done']);
      expect(world.deadLetters.length).toBeGreaterThanOrEqual(1);
    },
  );
});
