import { decide } from '../../functions/send-email/decide.ts';
import type { DecideFacts, Decision } from '../../functions/send-email/decision.ts';
import { basicStreams } from '../../shared/email/streams.ts';
import { validateMessage } from '../../shared/email/validate-message.ts';
import type { MessageProgress } from '../../shared/messages/ports.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import { bodyOf, noon, settleMs, silenceMs } from '../fakes/sending-world.ts';

export const dayMs = 86_400_000;
const key = { tenantId: 'default', messageId: 'order-1' };

/** A message as a service puts it on the queue, with these changes. */
export const messageOf = (changes: Readonly<Record<string, unknown>> = {}) => {
  const context = {
    sqsMessageId: 'none',
    streams: basicStreams,
    queueLane: 'transactional' as const,
    nowMs: noon,
  };
  const reading = validateMessage(bodyOf(changes), context);
  if (reading.kind !== 'valid') throw new Error('The body is not valid.');
  return reading.message;
};

/** Addresses of so many recipients. */
export const to = (count: number) =>
  Array.from({ length: count }, (_, index) => `r${index}@example.org`);

/** What the table knows of a message that was tried and given back. */
export const progressOf = (changes: Partial<MessageProgress> = {}): MessageProgress => ({
  key,
  sent: new Map(),
  leases: new Map(),
  unknownCalls: new Map(),
  refusals: new Map(),
  plan: undefined,
  fingerprint: 'this-mail',
  attempts: 2,
  heldCopy: undefined,
  ...changes,
});

export const entry = (
  address: string,
  changes: Partial<SuppressionEntry> = {},
): SuppressionEntry => ({
  address,
  scope: 'tenant#default',
  reason: 'bounce',
  detail: 'Permanent/General',
  source: 'event-1',
  sinceMs: noon - dayMs,
  expiresAtMs: undefined,
  ...changes,
});

/** Feedback flows, so that silence is proof. */
export const flowing = { firstCallMs: 0, newestCallMs: noon, waiting: 0 };

/** Of a message that nobody knows yet and that nothing keeps from being sent. */
const facts: DecideFacts = {
  nowMs: noon,
  settleMs,
  silenceMs,
  onUnknownOutcome: 'resend',
  feedback: undefined,
  progress: undefined,
  fingerprint: 'this-mail',
  suppressions: [],
  recipientsPerCall: 7,
  pause: undefined,
  releasedCopy: undefined,
  copyMs: noon,
};

export const pause = { by: 'operator', since: noon - 1, why: 'Too many bounces.' } as const;
/** A call as it is decided on. */
export const part = (number: number, recipients: readonly number[], changes = {}) => ({
  part: number,
  recipients,
  unknownCalls: 0,
  isTakenOver: false,
  ...changes,
});
export const again = (untilMs: number) => ({ kind: 'again', untilMs });

/** The claim's settle time is over since a millisecond. */
export const lost = noon - settleMs - 1;

/** What is decided: the fact, changes to the message, changes to the facts, the decision. */
export type Row = readonly [
  string,
  Readonly<Record<string, unknown>>,
  Partial<DecideFacts>,
  Readonly<Record<string, unknown>>,
];

export const decideRow = (body: Row[1], changes: Row[2]): Decision =>
  decide(messageOf(body), { ...facts, ...changes });
