import type { Accepted } from '../models/ses.ts';
import { subjectOf } from '../models/ses.ts';
import type { World } from '../pipeline/world.ts';

/**
 * Reports every mail that SES accepts or refuses to the audits.
 *
 * @returns how many were refused as above the rate
 */
export const watchSes = ({
  ses,
  journal,
  audits,
}: Pick<World, 'ses' | 'journal' | 'audits'>): (() => number) => {
  let refusedForRate = 0;
  const onAccepted = (accepted: Accepted): void => {
    const { subject, part, recipients, sesMessageId } = accepted;
    journal.note(subject, `SES takes part ${part} for ${recipients.length} as ${sesMessageId}`);
    audits.mail.accept(accepted);
    audits.idleQuota.excuse();
    audits.items.accepted(subject, part, sesMessageId);
  };
  ses.listen({
    onAccepted,
    onLate: audits.slots.lateArrival,
    onRefused: (mail, why) => {
      if (why === 'rate') refusedForRate += 1;
      if (why !== 'quota') audits.idleQuota.excuse();
      if (why === 'quota' || why === 'rate') audits.slots.refused(subjectOf(mail), why);
    },
  });
  return () => refusedForRate;
};
