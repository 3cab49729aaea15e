import { ledgerTable } from '../../../shared/aws/ledger/ledger-table.ts';
import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import type { SendMail } from '../../../shared/ses-api/ports.ts';
import type { SendingAccount } from '../../../shared/tenants/ports.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import { markOf, type Ses, subjectOf } from '../models/ses.ts';
import { region } from './ledger-port.ts';
import type { SenderContext } from './send-ports.ts';
import type { BroughtSes } from './world.ts';

/**
 * The account of a tenant of its own, as a container reaches it. Its slots are not audited, because
 * the audit knows one account; what SES refuses as above the rate is counted.
 */
export const broughtAccount = (
  context: SenderContext,
  { accountId, ses }: BroughtSes,
): SendingAccount => {
  const { world, container, dice } = context;
  const { database, table, timeline } = world;
  return {
    name: `${accountId}#${region}`,
    isBrought: true,
    ledger: ledgerTable(
      documentsOf(database, { container, service: table }),
      'ledger',
      accountId,
      region,
    ),
    memory: { last: undefined },
    pausedAtSes: new Map(),
    readFeedback: async () => undefined,
    getSendQuota: () =>
      container.reach(async () => {
        await timeline.sleep(dice.between(20, 60));
        return ses.readAccount();
      }),
    sendMail: mailer(context, ses),
  };
};

const mailer =
  ({ world: { audits }, container, run }: SenderContext, ses: Ses): SendMail =>
  async (mail) => {
    const current = run();
    const subject = subjectOf(mail);
    audits.mail.depart({
      ...{ subject, mark: markOf(mail), recipients: mail.destinations },
      runStartedMs: current.startedMs,
    });
    audits.mail.call(subject, mail.tags[pipelineTags.part] ?? '0');
    const answer = await ses.send(container, mail);
    if (answer.kind === 'accepted') current.acceptedRecipients += mail.destinations.length;
    return answer;
  };
