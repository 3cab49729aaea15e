import type { Random } from '../../shared/system/ports.ts';
import { seededRandom } from '../../simulator/account/chance.ts';
import { ordinary, toSimulator } from './kinds-of-mail.ts';
import { drawOccasions, type MailingOptions } from './mail-occasion.ts';
import { type MailTemplate, welcome } from './mail-template.ts';
import { planMix } from './mailing-mix.ts';
import { type QueuedMessage, queueByStream } from './queued-message.ts';

export interface Mailing {
  /** Messages to queue at once. */
  readonly messages: readonly QueuedMessage[];
  /**
   * Messages to addresses that bounce in `messages`; to be queued once those bounces are recorded.
   */
  readonly followUps: readonly QueuedMessage[];
  readonly templates: readonly MailTemplate[];
}

/** A message, and its place in the mailing, from 0 to 1. */
interface Placed {
  readonly body: string;
  readonly at: number;
}

/**
 * Writes a mailing such as a shop might send: two tenants, three streams, a dozen languages,
 * attachments, templates, copies and mistakes.
 *
 * Recipients are at domains reserved for examples, or at SES's mailbox simulator, so it may be sent
 * from any account.
 */
export const composeMailing = (options: MailingOptions): Mailing => {
  const random = seededRandom(options.seed);
  const next = drawOccasions(options, random);
  const mix = planMix(options.count);
  const bouncing = Array.from({ length: mix.bounces }, () => toSimulator('bounce')(next()));
  const special = mix.special.map((build) => build(next()));
  const usual = Array.from({ length: mix.ordinary }, () => JSON.stringify(ordinary(next())));
  const repeated = usual.slice(0, Math.max(1, mix.copies - 1));
  const messages: readonly Placed[] = [
    ...[
      ...bouncing.map((fields) => JSON.stringify(fields)),
      ...special,
      ...usual.slice(repeated.length),
    ].map((body) => ({
      body,
      at: random(),
    })),
    ...placeCopies(repeated, mix.copies, random),
  ];
  const followUps = bouncing
    .slice(0, mix.followUps)
    .map((bounced) => JSON.stringify({ ...bounced, messageId: next().id }));
  return {
    messages: messages.toSorted((a, b) => a.at - b.at).map(({ body }) => queueByStream(body)),
    followUps: followUps.map(queueByStream),
    templates: [welcome],
  };
};

/**
 * Originals with their copies. A copy comes considerably later, as from a client that waited in
 * vain for an answer. With more than one copy, one original is queued three times.
 */
const placeCopies = (
  originals: readonly string[],
  copies: number,
  random: Random,
): readonly Placed[] => {
  const distinct = originals.slice(0, Math.max(1, copies - 1));
  const again = Array.from(
    { length: copies },
    (_, index) => distinct[index % distinct.length] ?? '',
  ).filter((body) => body !== '');
  return [
    ...distinct.map((body) => ({ body, at: random() * 0.4 })),
    ...again.map((body) => ({ body, at: 0.6 + random() * 0.4 })),
  ];
};
