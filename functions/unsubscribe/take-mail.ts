import type { BatchAnswer } from '../../shared/system/batch-answer.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { CountMetric } from '../../shared/telemetry/ports.ts';
import { readMailSubject } from '../../shared/unsubscribe/mail-subject.ts';
import { carryOut } from './carry-out.ts';
import { findSubscription } from './find-subscription.ts';
import type { UnsubscribePorts } from './ports.ts';
import type { WaitingMails } from './received-mail.ts';

/** What mail to the unsubscribe mailbox needs. */
export interface TakeMailPorts extends UnsubscribePorts {
  readonly count: CountMetric;
}

/**
 * Takes mails to the unsubscribe mailbox: the token in a subject acts as a POST to its link does. Any
 * other mail is dropped and counted, and nothing of it is logged.
 *
 * @param subjects - of the mails, as SES gives them
 * @throws when a table cannot be reached; Lambda then runs it again, and puts the event on the queue of
 * failed runs when that fails, too
 */
export const takeMail = async (
  subjects: readonly string[],
  ports: TakeMailPorts,
): Promise<void> => {
  for (const subject of subjects) {
    const named = readMailSubject(subject);
    const known = named && (await findSubscription(named, ports));
    if (known === undefined) ports.count({ name: 'UnsubscribeMailDropped', value: 1 });
    else await carryOut({ kind: 'leave' }, known, ports);
  }
};

/**
 * Takes mails that earlier runs could not, each by itself: one that fails again stays on the queue.
 * A message that names no mail is dropped and counted.
 */
export const takeWaitingMails = async (
  waiting: readonly WaitingMails[],
  ports: TakeMailPorts,
): Promise<BatchAnswer> => {
  const failures = await Promise.all(
    waiting.map(async ({ id, subjects }) => {
      try {
        await takeMail(subjects.length === 0 ? [''] : subjects, ports);
        return [];
      } catch (error) {
        const cause = nameOfError(error);
        ports.log('error', 'A mail that leaves waits for another try.', { cause });
        return [{ itemIdentifier: id }];
      }
    }),
  );
  return { batchItemFailures: failures.flat() };
};
