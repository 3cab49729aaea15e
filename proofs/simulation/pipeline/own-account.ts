import { longestGatheringMs } from '../../../functions/send-email/joint-requests.ts';
import { readFeedbackIn } from '../../../shared/aws/ledger/feedback-table.ts';
import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import type { ReadFeedback } from '../../../shared/feedback/ports.ts';
import { mayGoJointly } from '../../../shared/ses-api/joint-request.ts';
import type { Mail, SendAnswer, SendJointly, SendMail } from '../../../shared/ses-api/ports.ts';
import type { SendingAccount } from '../../../shared/tenants/ports.ts';
import { accountId } from '../models/account-id.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import { markOf, subjectOf } from '../models/ses.ts';
import { accountName, ledgerPort } from './ledger-port.ts';
import type { SendPorts } from './mutation-points.ts';
import type { SenderContext } from './send-ports.ts';

/** The pipeline's own account, with which all tenants of a history send. */
export const ownAccount = (context: SenderContext, ports: SendPorts): SendingAccount => {
  const { world, container, dice, run } = context;
  const { mutationPoints, timeline, ses } = world;
  return {
    name: accountName,
    isBrought: false,
    ledger: mutationPoints.ledger(ledgerPort(world, container, () => run().slots)),
    memory: { last: undefined },
    pausedAtSes: new Map(),
    readFeedback: mutationPoints.readFeedback(feedbackReader(context)),
    getSendQuota: () =>
      container.reach(async () => {
        await timeline.sleep(dice.between(20, 60));
        return ses.readAccount();
      }),
    sendMail: mutationPoints.sendMail(watchedMailer(context), ports),
    sendJointly: mutationPoints.sendJointly(watchedJointMailer(context)),
  };
};

/** Reads how far the events have come, and how many wait to be recorded. */
const feedbackReader = ({ world, container }: SenderContext): ReadFeedback => {
  const { database, table, sqs, queues } = world;
  const waitingEvents = () =>
    sqs.call(container, {
      item: 'feedback',
      kind: 'read',
      effect: async () => queues.feedback.size(),
    });
  return readFeedbackIn(documentsOf(database, { container, service: table }), 'messages', {
    account: accountId,
    isBrought: false,
    waitingEvents,
  });
};

/** SES as the sender calls it; each mail is checked against the promises. */
const watchedMailer =
  (context: SenderContext): SendMail =>
  async (mail) => {
    const { world, container } = context;
    const answered = watchDeparture(context, mail);
    const answer = await world.ses.send(container, mail);
    answered(answer);
    return answer;
  };

/** The same for mails that share a request: each is checked by itself. */
const watchedJointMailer =
  (context: SenderContext): SendJointly =>
  async (mails) => {
    const { world, container } = context;
    const answered = mails.map((mail) => watchDeparture(context, mail));
    const answer = await world.ses.sendJointly(container, mails);
    if (answer.kind === 'answered')
      answer.answers.forEach((one, place) => void answered[place]?.(one));
    else for (const tell of answered) tell(answer);
    return answer;
  };

/**
 * A mail leaves for SES.
 *
 * @returns to be called with SES's answer
 */
const watchDeparture = (
  { world, container, run }: SenderContext,
  mail: Mail,
): ((answer: SendAnswer) => void) => {
  const { journal, audits, timeline } = world;
  const current = run();
  const subject = subjectOf(mail);
  const { destinations } = mail;
  const recipients = destinations.length;
  const part = mail.tags[pipelineTags.part] ?? '0';
  journal.note(subject, `part ${part} leaves for SES to ${recipients}, from ${container.name}`);
  audits.mail.depart({
    ...{ subject, mark: markOf(mail), recipients: destinations },
    runStartedMs: current.startedMs,
  });
  audits.mail.call(subject, part);
  audits.shares.depart({
    ...{ subject, recipients, atMs: timeline.now() },
    runStartedMs: current.startedMs,
  });
  audits.slots.depart(current.slots, {
    ...{ subject, recipients, containerNowMs: container.clock.now() },
    clockErrorMs: container.clockErrorMs(),
    gatheringMs: mayGoJointly(mail) ? longestGatheringMs : 0,
  });
  return (answer) => {
    const said = answer.kind === 'refused' ? `refused, ${answer.refusal.code}` : answer.kind;
    journal.note(subject, `part ${part}: SES answers ${said}`);
    if (answer.kind !== 'accepted') return;
    current.acceptedRecipients += recipients;
    audits.slots.accept(current.slots, subject, recipients);
  };
};
