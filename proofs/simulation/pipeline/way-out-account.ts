import type { OpenWayOut } from '../../../functions/send-email/sending-tenant.ts';
import { ledgerTable } from '../../../shared/aws/ledger/ledger-table.ts';
import type { Stream } from '../../../shared/email/streams.ts';
import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import type { SendMail } from '../../../shared/ses-api/ports.ts';
import type { SendingAccount } from '../../../shared/tenants/ports.ts';
import {
  quotaOfWayOut,
  wayOutAccount,
  wayOutName,
} from '../../../shared/way-out/way-out-ledger.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import type { Provider } from '../models/provider.ts';
import { markOf, subjectOf } from '../models/ses.ts';
import type { SenderContext } from './send-ports.ts';

/** The accounts of the ways out, as a container reaches them. */
export const wayOutAccounts = (context: SenderContext): OpenWayOut => {
  const { world, container } = context;
  const { database, table } = world;
  const open = new Map<Stream, SendingAccount>();
  return (stream, wayOut) => {
    const { provider } = world;
    if (provider === undefined) throw new Error('The history has no provider.');
    const account = open.get(stream) ?? {
      name: wayOutName(stream),
      isBrought: false,
      bySmtp: true,
      ledger: world.mutationPoints.wayOutLedger(
        ledgerTable(
          documentsOf(database, { container, service: table }),
          'ledger',
          wayOutAccount,
          stream,
        ),
      ),
      memory: { last: undefined },
      pausedAtSes: new Map(),
      readFeedback: async () => undefined,
      getSendQuota: async () => quotaOfWayOut(wayOut),
      sendMail: world.mutationPoints.wayOut(mailer(context, provider)),
    };
    open.set(stream, account);
    return account;
  };
};

const mailer =
  ({ world: { audits, journal }, container, run }: SenderContext, provider: Provider): SendMail =>
  async (mail) => {
    const current = run();
    const subject = subjectOf(mail);
    const part = mail.tags[pipelineTags.part] ?? '0';
    journal.note(subject, `part ${part} leaves by the way out, from ${container.name}`);
    audits.mail.depart({
      ...{ subject, mark: markOf(mail), recipients: mail.destinations },
      runStartedMs: current.startedMs,
    });
    audits.mail.call(subject, part);
    const answer = await provider.send(container, mail);
    journal.note(subject, `part ${part}: the provider answers ${answer.kind}`);
    if (answer.kind === 'accepted') current.acceptedRecipients += mail.destinations.length;
    return answer;
  };
