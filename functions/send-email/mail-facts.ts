import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { MessageKey, MessageProgress, PartRefusal } from '../../shared/messages/ports.ts';
import type { EventFact } from '../../shared/pipeline-events/event-fact.ts';
import { sesIdForm, wordForm } from '../../shared/pipeline-events/forms.ts';
import type { HoldCause } from './decision.ts';
import type { KnownMail } from './message-facts.ts';

type BodyOf<Type> = Extract<EventFact['body'], { readonly type: Type }>;

/** Fields of a message that every event about it has. */
const ofMessage = ({ key, stream }: ValidMessage, atMs: number) => ({
  tenantId: key.tenantId,
  messageId: key.messageId,
  stream,
  time: new Date(atMs).toISOString(),
});

const addressesAt = ({ recipients }: ValidMessage, indexes: readonly number[]): readonly string[] =>
  indexes.flatMap((index) => recipients[index]?.canonical ?? []);

const withSesId = (id: string | undefined) =>
  id !== undefined && sesIdForm.test(id) ? { sesMessageId: id } : {};

/** SES accepted a part. */
export const sentFact = (
  { message, fingerprint }: KnownMail,
  { part, recipients }: { readonly part: number; readonly recipients: readonly number[] },
  sesMessageId: string,
  atMs: number,
): EventFact => ({
  body: {
    type: 'sent',
    ...ofMessage(message, atMs),
    part,
    recipients: [...recipients],
    ...withSesId(sesMessageId),
  },
  marks: [fingerprint, part],
  addresses: addressesAt(message, recipients),
});

/** Recipients who get nothing because they are suppressed: a fact for each. */
export const suppressedFacts = (
  { message, fingerprint }: KnownMail,
  suppressed: readonly string[],
  atMs: number,
): readonly EventFact[] =>
  message.recipients.flatMap(({ canonical }, recipient) =>
    suppressed.includes(canonical)
      ? [
          {
            body: { type: 'suppressed', ...ofMessage(message, atMs), recipient },
            marks: [fingerprint, recipient],
            addresses: [canonical],
          },
        ]
      : [],
  );

/** The pipeline will not send a message that it could read. */
export const rejectedFact = (
  { message, fingerprint }: KnownMail,
  reason: BodyOf<'rejected'>['reason'],
  atMs: number,
): EventFact => ({
  body: { type: 'rejected', ...ofMessage(message, atMs), reason },
  marks: [fingerprint, reason],
  addresses: [],
});

/** A record can never be sent: it holds no message that could be. */
export const unreadFact = (
  key: MessageKey,
  sqsMessageId: string,
  end: Pick<BodyOf<'rejected'>, 'type' | 'reason'> | Pick<BodyOf<'failed'>, 'type' | 'reason'>,
  atMs: number,
): EventFact => ({
  body: { ...end, ...key, time: new Date(atMs).toISOString() },
  marks: [sqsMessageId],
  addresses: [],
});

/** SES refused a part for good. */
export const refusedFact = (
  { message, fingerprint }: KnownMail,
  part: number,
  { reason, copyMs }: Pick<PartRefusal, 'reason' | 'copyMs'>,
  atMs: number,
): EventFact => {
  const [code = ''] = reason.split(':');
  return {
    body: {
      type: 'failed',
      ...ofMessage(message, atMs),
      part,
      reason: 'refused-by-ses',
      ...(wordForm.test(code) ? { code } : {}),
    },
    marks: [fingerprint, part, copyMs],
    addresses: [],
  };
};

/** The messages table takes nothing of a message. */
export const notStorableFact = ({ message, fingerprint }: KnownMail, atMs: number): EventFact => ({
  body: { type: 'failed', ...ofMessage(message, atMs), reason: 'not-storable' },
  marks: [fingerprint],
  addresses: [],
});

export const expiredFact = ({ message, fingerprint }: KnownMail, atMs: number): EventFact => ({
  body: { type: 'expired', ...ofMessage(message, atMs) },
  marks: [fingerprint],
  addresses: [],
});

/**
 * A copy is held.
 *
 * @param heldCopy - arrival of the copy; its release has the same mark
 * @param cause - undefined where it was held before, for what reason its item does not say
 */
export const heldFact = (
  { message }: KnownMail,
  heldCopy: number,
  cause: Exclude<HoldCause['kind'], 'held-before'> | undefined,
  atMs: number,
): EventFact => ({
  body: {
    type: 'held',
    ...ofMessage(message, atMs),
    ...(cause === undefined ? {} : { reason: cause }),
  },
  marks: [heldCopy],
  addresses: [],
});

/** A held copy is back on its queue. */
export const releasedFact = (
  { message }: KnownMail,
  heldCopy: number,
  atMs: number,
): EventFact => ({
  body: { type: 'released', ...ofMessage(message, atMs) },
  marks: [heldCopy],
  addresses: [],
});

/**
 * What earlier runs recorded of a mail. They may have died before they published it, so the run that
 * ends the mail publishes it again.
 */
export const recordedFacts = (
  mail: KnownMail,
  { sent, refusals, plan, suppressed = [] }: MessageProgress,
  atMs: number,
): readonly EventFact[] => {
  const { recipients } = mail.message;
  const everybody = recipients.map((_, index) => index);
  const isLeft = (index: number) => !suppressed.includes(recipients[index]?.canonical ?? '');
  const recipientsOf = (part: number) =>
    (plan === undefined ? everybody : (plan[part] ?? [])).filter(isLeft);
  return [
    ...[...sent].map(([part, id]) =>
      sentFact(mail, { part, recipients: recipientsOf(part) }, id, atMs),
    ),
    ...[...refusals].flatMap(([part, refusal]) =>
      sent.has(part) ? [] : [refusedFact(mail, part, refusal, atMs)],
    ),
    ...suppressedFacts(mail, suppressed, atMs),
  ];
};
