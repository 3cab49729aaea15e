import type { CountMetric } from '../../shared/telemetry/ports.ts';
import { readMailSubject } from '../../shared/unsubscribe/mail-subject.ts';
import { carryOut } from './carry-out.ts';
import { findSubscription } from './find-subscription.ts';
import type { UnsubscribePorts } from './ports.ts';

/** What mail to the unsubscribe mailbox needs. */
export interface TakeMailPorts extends UnsubscribePorts {
  readonly count: CountMetric;
}

/**
 * Takes mails to the unsubscribe mailbox: the token in a subject acts as a POST to its link does. Any
 * other mail is dropped and counted, and nothing of it is logged.
 *
 * @param subjects - of the mails, as SES gives them
 * @throws when a table cannot be reached; Lambda then runs it again
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
