import { withId } from '../enqueue/plan-email.ts';
import { hasDestinations } from '../enqueue/unfold-email.ts';
import { checkBulk } from './check-bulk.ts';
import { type CheckedMail, type CheckPorts, checkedMail } from './checked-mail.ts';
import { judgeMail } from './judge-mail.ts';
import { readMail } from './read-mail.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Tells of a mail what can be known before it is sent; of one to several destinations, of each. Sends,
 * stores and counts nothing.
 *
 * A message that breaks the contract is judged by that alone; facts are read only for one that
 * satisfies it.
 */
export const checkMail = async (given: Fields, ports: CheckPorts): Promise<CheckedMail> => {
  if (hasDestinations(given)) return checkBulk(given, ports);
  const { readFacts, readRefusals, ...context } = ports;
  const reading = await readMail(withId(given, context.newId), context);
  if (reading.kind === 'ended') return checkedMail(reading.findings);
  const { mail } = reading;
  const [facts, [refusals = []] = []] = await Promise.all([
    readFacts(mail.message),
    readRefusals?.([given]),
  ]);
  return checkedMail(judgeMail(mail, { ...facts, refusals }));
};
