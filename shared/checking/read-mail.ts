import * as z from 'zod/mini';
import { emailMessageSchema } from '../email/message-schema.ts';
import { toAddress } from '../email/valid-message.ts';
import { validateMessage } from '../email/validate-message.ts';
import { type PlanContext, planEmail } from '../enqueue/plan-email.ts';
import { toBody } from '../enqueue/to-body.ts';
import type { JudgedMail } from './judge-rule.ts';
import { fromReason, type MailFinding } from './mail-finding.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One mail by its contract. */
export type MailReading =
  | { readonly kind: 'mail'; readonly mail: JudgedMail }
  /** It breaks the contract, or lies elsewhere: no other rule looks at it. */
  | { readonly kind: 'ended'; readonly findings: readonly MailFinding[] };

/** @param message - with its id */
export const readMail = async (
  message: Fields,
  context: Omit<PlanContext, 'fitsSes'>,
): Promise<MailReading> => {
  // Its exact size is a rule of its own.
  const plan = await planEmail(message, { ...context, fitsSes: async () => true });
  if (plan.kind === 'invalid')
    return {
      kind: 'ended',
      findings: plan.problems.map((problem) => fromReason('error', 'contract', problem)),
    };
  const validation = validateMessage(toBody(message) ?? '', {
    sqsMessageId: plan.messageId,
    queueLane: plan.lane,
    streams: context.streams,
    nowMs: context.nowMs,
  });
  return validation.kind === 'valid'
    ? { kind: 'mail', mail: { message: validation.message, places: placesOf(message) } }
    : { kind: 'ended', findings: [lookedAtNoMail] };
};

/** Of a message whose `payload` names an object. */
const lookedAtNoMail: MailFinding = {
  severity: 'unknown',
  rule: 'contract',
  field: 'payload',
  says: 'names an object in S3, whose mail was not looked at',
  remedy: 'check the mail that is in the object',
};

/** Canonical addresses of the recipients, each with the field that names it first. */
const placesOf = (message: Fields): ReadonlyMap<string, string> => {
  const named = (['to', 'cc', 'bcc'] as const).flatMap((role) => {
    const read = z.safeParse(emailMessageSchema.shape[role], message[role]);
    return (read.data ?? []).map(
      (field, index) => [toAddress(field).canonical, `${role}[${index}]`] as const,
    );
  });
  return new Map(named.toReversed());
};
