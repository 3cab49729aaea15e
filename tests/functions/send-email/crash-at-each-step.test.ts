import { describe, expect, it } from '@jest/globals';
import type { SendBatchPorts } from '../../../functions/send-email/send-batch.ts';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import type { SendAnswer } from '../../../shared/ses-api/ports.ts';
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

/** Steps of a run in which SES refuses the account and the way out takes the mail. */
const detour = [
  'claimPart',
  'sendMail',
  'releaseClaim',
  'claimPart for the way out',
  'sendMail by the way out',
  'recordSent',
] as const;

const detourMoments = detour.flatMap((step) =>
  (['before', 'after'] as const).map((moment) => [moment, step] as const),
);

const accountPaused: SendAnswer = {
  kind: 'refused',
  refusal: { kind: 'paused', barred: 'account', code: 'x', cause: 'x', remedy: 'x' },
};

const never = () => new Promise<never>(() => undefined);

/** Ports of a run that dies before or after its nth call of something. */
const dyingOn = (
  world: ReturnType<typeof sendingWorld>,
  step: (typeof detour)[number],
  moment: Moment,
): Partial<SendBatchPorts> => {
  const { ports, account, wayOut } = world;
  const dying = <Given extends readonly unknown[], Result>(
    work: (...given: Given) => Promise<Result>,
    nth = 1,
  ) => {
    let calls = 0;
    return async (...given: Given): Promise<Result> => {
      calls += 1;
      if (calls !== nth) return work(...given);
      if (moment === 'after') await work(...given);
      return never();
    };
  };
  const tenants = (parts: { readonly account?: object; readonly wayOut?: object }) => {
    const found = {
      account: { ...account, ...parts.account },
      pauses: {},
      waysOut: {
        transactional: { account: { ...wayOut, ...parts.wayOut }, takes: 'refused' as const },
      },
    };
    return { findTenants: async () => new Map([['default', found]]) };
  };
  switch (step) {
    case 'claimPart':
      return { claimPart: dying(ports.claimPart) };
    case 'claimPart for the way out':
      return { claimPart: dying(ports.claimPart, 2) };
    case 'releaseClaim':
      return { releaseClaim: dying(ports.releaseClaim) };
    case 'recordSent':
      return { recordSent: dying(ports.recordSent) };
    case 'sendMail':
      return tenants({ account: { sendMail: dying(account.sendMail) } });
    case 'sendMail by the way out':
      return tenants({ wayOut: { sendMail: dying(wayOut.sendMail) } });
    default:
      return step satisfies never;
  }
};

describe('send-email that dies on its way out', () => {
  const worldWithWayOut = () => {
    const world = sendingWorld();
    world.waysOut.transactional = { account: world.wayOut, takes: 'refused' };
    world.ses.answer = () => accountPaused;
    return world;
  };

  it.each(detourMoments)(
    'sends the message once at most, and keeps it for a person where it may be sent: %s %s',
    async (moment, step) => {
      const world = worldWithWayOut();

      await world
        .deliver([bodyOf()], { ports: dyingOn(world, step, moment) })
        .catch(() => undefined);
      for (let run = 0; run < 3; run += 1) {
        await world.sleep(settleMs + 120_000);
        await world.deliver([bodyOf()], { isFirstDelivery: false });
      }
      // SES works again, and nothing of it is sent a second time.
      world.ses.answer = () => ({ kind: 'accepted', sesMessageId: 'ses-1' });
      await world.sleep(600_000);
      if (world.held.size === 0) await world.deliver([bodyOf()], { isFirstDelivery: false });

      const atSes = world.mails.filter(({ atMs }) => atMs > world.clock.now() - 600_000).length;
      expect(atSes + world.provider.mails.length).toBeLessThanOrEqual(1);
      expect(atSes + world.provider.mails.length + world.held.size).toBeGreaterThanOrEqual(1);
    },
  );

  it.each([
    ['before it took the mail', 0],
    ['after it took the mail', 1],
  ] as const)(
    'holds the message when the provider times out %s, and never sends it by itself again',
    async (_, taken) => {
      const world = worldWithWayOut();
      let mails = 0;
      world.provider.answer = () => {
        mails += taken;
        return { kind: 'unknown', detail: 'ETIMEDOUT after the end of the mail' };
      };

      for (let run = 0; run < 4; run += 1) {
        await world.deliver([bodyOf()], { isFirstDelivery: run === 0 });
        await world.sleep(settleMs + 120_000);
      }
      world.ses.answer = () => ({ kind: 'accepted', sesMessageId: 'ses-1' });
      await world.deliver([bodyOf()], { isFirstDelivery: false });

      expect(mails).toBe(taken);
      expect(world.provider.mails).toHaveLength(1);
      expect(world.held.size).toBeGreaterThanOrEqual(1);
      expect(world.messages.itemOf(key).sent.size).toBe(0);
    },
  );
});
