import * as z from 'zod/mini';
import { emailMessageSchema } from '../email/message-schema.ts';
import { toAddress } from '../email/valid-message.ts';
import { validateMessage } from '../email/validate-message.ts';
import { type PlanContext, planEmail, withId } from '../enqueue/plan-email.ts';
import { toBody } from '../enqueue/to-body.ts';
import type { ReadCheckFacts } from './check-facts.ts';
import { judgeMail } from './judge-mail.ts';
import { fromReason, type MailFinding } from './mail-finding.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a check tells. */
export interface CheckedMail {
  /** Whether nothing was found that keeps the mail from being sent. */
  readonly valid: boolean;
  /** In the order of the rules. */
  readonly findings: readonly MailFinding[];
}

export interface CheckPorts extends Omit<PlanContext, 'fitsSes'> {
  readonly readFacts: ReadCheckFacts;
}

/**
 * Tells of a mail what can be known before it is sent. Sends, stores and counts nothing.
 *
 * A message that breaks the contract is judged by that alone; facts are read only for one that
 * satisfies it.
 */
export const checkMail = async (
  given: Fields,
  { readFacts, ...context }: CheckPorts,
): Promise<CheckedMail> => {
  const message = withId(given, context.newId);
  // Its exact size is a rule of its own.
  const plan = await planEmail(message, { ...context, fitsSes: async () => true });
  if (plan.kind === 'invalid')
    return resultOf(plan.problems.map((problem) => fromReason('error', 'contract', problem)));
  const validation = validateMessage(toBody(message) ?? '', {
    sqsMessageId: plan.messageId,
    queueLane: plan.lane,
    nowMs: context.nowMs,
  });
  if (validation.kind !== 'valid') return resultOf([lookedAtNoMail]);
  const mail = validation.message;
  const facts = await readFacts(mail);
  return resultOf(judgeMail({ message: mail, places: placesOf(message) }, facts));
};

const resultOf = (findings: readonly MailFinding[]): CheckedMail => ({
  valid: findings.every(({ severity }) => severity !== 'error'),
  findings,
});

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
