import type { ValidMessage } from '../email/valid-message.ts';
import { unfoldEmail } from '../enqueue/unfold-email.ts';
import { type CheckedMail, type CheckPorts, checkedMail } from './checked-mail.ts';
import { findingsOfWhole, ofAllDestinations } from './findings-of-whole.ts';
import { judgeMail } from './judge-mail.ts';
import type { JudgedMail } from './judge-rule.ts';
import { fromReason, type MailFinding } from './mail-finding.ts';
import { type MailReading, readMail } from './read-mail.ts';
import { budgetRule } from './rules/budget.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks a message to several destinations: each of its mails by itself, by facts that are read once
 * for all of them. The budget of its tenant is judged for all together.
 */
export const checkBulk = async (
  given: Fields,
  { readFacts, readRefusals, mostUnfoldedBytes, ...context }: CheckPorts,
): Promise<CheckedMail> => {
  const unfolding = unfoldEmail(
    given,
    String(given.messageId ?? context.newId()),
    mostUnfoldedBytes,
  );
  if (unfolding.kind === 'wrong')
    return checkedMail(unfolding.reasons.map((one) => fromReason('error', 'contract', one)));
  const readings: MailReading[] = [];
  for (const message of unfolding.messages) readings.push(await readMail(message, context));
  const whole = asOneMail(readings);
  if (whole === undefined)
    return checkedMail(findingsOfWhole(given.destinations, readings.map(findingsOf)));

  const [facts, refusals = []] = await Promise.all([
    readFacts(whole.message),
    readRefusals?.(unfolding.messages),
  ]);
  const found = readings.map((reading, index) =>
    reading.kind === 'ended'
      ? reading.findings
      : judgeMail(reading.mail, { ...facts, refusals: refusals[index] ?? [] }).filter(isOfOne),
  );
  return checkedMail([
    ...budgetRule(whole, { ...facts, refusals: [] }).map(ofAllDestinations),
    ...findingsOfWhole(given.destinations, found),
  ]);
};

const findingsOf = (reading: MailReading): readonly MailFinding[] =>
  reading.kind === 'ended' ? reading.findings : [];

const isOfOne = ({ rule }: MailFinding): boolean => rule !== 'budget';

/** A mail to all recipients: what is known of it is known of each. Undefined where none is sound. */
const asOneMail = (readings: readonly MailReading[]): JudgedMail | undefined => {
  const mails = readings.flatMap((reading): readonly ValidMessage[] =>
    reading.kind === 'mail' ? [reading.mail.message] : [],
  );
  const [first] = mails;
  if (first === undefined) return undefined;
  const recipients = mails.flatMap((message) => message.recipients);
  return { message: { ...first, recipients }, places: new Map() };
};
