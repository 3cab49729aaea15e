import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import { accountId } from '../models/account-id.ts';
import type { Errand } from '../traffic.ts';
import type { Dice } from '../world/dice.ts';

/** Tenant that owns the topic. */
export const forger = 'rogue';

/** Mail that a forged event claims to be about. */
interface Claimed {
  readonly tags: Readonly<Record<string, string>>;
  readonly recipients: readonly string[];
}

/** Draws a post on the topic: an event, or something like one. */
export const drawPost = (
  dice: Dice,
  errands: readonly [Errand, ...Errand[]],
  nowMs: number,
  id: string,
): string => {
  const event = drawEvent(dice, errands, nowMs, id);
  const text = JSON.stringify(event);
  switch (dice.pick(['whole', 'whole', 'whole', 'cut', 'many', 'wrapped', 'odd', 'large'])) {
    case 'cut':
      return text.slice(0, dice.whole(1, text.length - 1));
    case 'many':
      return JSON.stringify(
        Array.from({ length: dice.whole(2, 30) }, () => drawEvent(dice, errands, nowMs, id)),
      );
    case 'wrapped':
      return JSON.stringify({ Records: [{ body: JSON.stringify({ Message: text }) }] });
    case 'odd':
      return JSON.stringify({
        ...event,
        mail: dice.pick<unknown>([7, null, [], { messageId: {}, tags: 'x' }]),
      });
    case 'large': {
      const addresses = Array.from(
        { length: manyAddresses },
        (_, one) => `good-${one}@example.org`,
      );
      return JSON.stringify({
        ...event,
        ...factsOf(event.eventType, addresses, event.mail.timestamp, id),
      });
    }
    default:
      return text;
  }
};

const tagged = (tenantId: string, messageId: string, part = 0) => ({
  [pipelineTags.tenant]: tenantId,
  [pipelineTags.message]: messageId,
  [pipelineTags.stream]: 'transactional',
  [pipelineTags.part]: String(part),
});

const drawClaim = (dice: Dice, errands: readonly [Errand, ...Errand[]]): Claimed => {
  const { tenantId, messageId = 'm1', recipients } = dice.pick(errands);
  const number = dice.whole(1, 20);
  switch (dice.pick(['own', 'other', 'other', 'nobody', 'untagged', 'without tenant'])) {
    case 'own':
      return { tags: tagged(forger, `r${number}`, dice.whole(0, 2)), recipients };
    case 'other':
      return { tags: tagged(tenantId, messageId), recipients };
    case 'nobody':
      return { tags: tagged('ghost', `g${number}`, 98), recipients };
    case 'without tenant':
      return { tags: { [pipelineTags.message]: messageId }, recipients };
    default:
      return { tags: {}, recipients };
  }
};

const types = [
  ...(['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'] as const),
  ...(['Open', 'Click', 'Rendering Failure', 'DeliveryDelay', 'Subscription'] as const),
] as const;

const people = (recipients: readonly string[]) =>
  recipients.map((emailAddress) => ({ emailAddress }));

const factsOf = (type: string, recipients: readonly string[], timestamp: string, id: string) => ({
  send: {},
  ...(type === 'Delivery' ? { delivery: { timestamp, recipients } } : {}),
  bounce: {
    ...{ bounceType: 'Permanent', bounceSubType: 'General', timestamp, feedbackId: id },
    bouncedRecipients: people(recipients),
  },
  complaint: {
    ...{ complaintFeedbackType: 'abuse', timestamp, feedbackId: id },
    complainedRecipients: people(recipients),
  },
  reject: { reason: 'Bad content' },
  open: { timestamp, userAgent: 'x', ipAddress: '192.0.2.1' },
  click: { timestamp, link: 'https://example.com', userAgent: 'x', ipAddress: '192.0.2.1' },
  failure: { templateName: 'welcome', errorMessage: 'x' },
  deliveryDelay: { timestamp, delayType: 'General', delayedRecipients: people(recipients) },
  subscription: {
    ...{ timestamp, contactList: 'x', source: 'x' },
    newTopicPreferences: { unsubscribeAll: true },
    oldTopicPreferences: { unsubscribeAll: false },
  },
});

const yearMs = 365 * 86_400_000;

/** Draws a time: now, long ago, far ahead, or invalid. */
const drawTime = (dice: Dice, nowMs: number): string => {
  const offMs = dice.pick([0, 0, -2 * yearMs, 2 * yearMs, -nowMs, 1e14]);
  return dice.chance(0.1)
    ? '2026-13-45T99:99:99Z'
    : new Date(Math.floor(nowMs + offMs)).toISOString();
};

const drawEvent = (
  dice: Dice,
  errands: readonly [Errand, ...Errand[]],
  nowMs: number,
  id: string,
) => {
  const { tags, recipients } = drawClaim(dice, errands);
  const timestamp = drawTime(dice, nowMs);
  const eventType = dice.pick(types);
  return {
    eventType,
    mail: {
      ...{ timestamp, source: 'rogue@example.com', destination: recipients },
      // A mail's id is in its header, so every recipient knows it.
      messageId: `ses-${dice.whole(1, 60)}`,
      sendingAccountId: dice.pick([accountId, '444455556666']),
      tags: {
        'ses:configuration-set': ['set'],
        ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
      },
    },
    ...factsOf(eventType, recipients, timestamp, id),
  };
};

/** More addresses than SES ever names at once. */
const manyAddresses = 2_000;
