import type { Output } from '../../local/lab/output.ts';
import { waysOutBook } from '../../shared/aws/tenants/ways-out-book.ts';
import type { StoredWayOut } from '../../shared/way-out/way-out-settings.ts';
import { type FoundMessage, judge, type Verdict } from '../account/account.ts';
import { findMessages } from '../account/read-found.ts';
import { type Lab, named } from './crash-lab.ts';
import { type CrashRow, type JudgedTrial, rowOf } from './crash-row.ts';
import { inParallel } from './in-parallel.ts';
import { pointsOf } from './kill-switch.ts';
import { runSenderTrial, type SenderTrial, sendTheRest } from './sender-trial.ts';
import { type SmtpLab, startSmtpLab } from './smtp-lab.ts';
import type { BatchKind, TrialMessage } from './trial-messages.ts';

/** Which batch, and how much of it. */
export interface WayOutCase {
  readonly batch: BatchKind;
  /** Takes one of so many kill points. */
  readonly stride: number;
  /** Trials in parallel. */
  readonly hands: number;
}

/** Time for mail that was put back for SES: the five minutes that it is put back for, and more. */
const restAtMostMs = 420_000;
const eventsAtMostMs = 120_000;

/**
 * Kills the sender before and after every request while SES refuses the account and a provider
 * takes the mail, and before and after each step of that provider. Then SES works again, and what
 * waited for it is sent.
 */
export const runWayOut = async (
  lab: Lab,
  { batch, stride, hands }: WayOutCase,
  tell: Output['tell'],
): Promise<CrashRow> => {
  const smtp = await startSmtpLab();
  const book = waysOutBook(lab.documents, named(lab.endpoints.tables, 'tenants'));
  await book.write(await book.read(), { transactional: wayOutTo(smtp) });
  await lab.ses.switchSending(false);
  const plan = { batch, stream: 'transactional', events: 'held-back', smtp } as const;
  const prefix = `out-${batch}`;
  try {
    const dry = await runSenderTrial(lab, { ...plan, name: `${prefix}-dry`, point: undefined });
    const points = pointsOf(dry.requests).filter((_, index) => index % stride === 0);
    tell(`send-email, way out: ${dry.requests.length} requests, ${points.length} points …`);
    const trials = await inParallel([...points.entries()], hands, ([index, point]) =>
      runSenderTrial(lab, { ...plan, name: `${prefix}-${index}`, point }),
    );
    const { waited, still } = await sendWhatWaits(lab, trials, hands);
    tell(`  ${waited} messages waited until SES worked again, ${still} wait still`);
    await lab.settle(eventsAtMostMs);
    const judged = await judgeTrials(lab, smtp, trials, tell);
    const size = trials[0]?.messages.length ?? 0;
    const row = rowOf({ batch: size, stream: plan.stream, events: plan.events }, judged);
    return { ...row, function: 'send-email (out)' };
  } finally {
    await lab.ses.switchSending(true);
    await book.write(await book.read(), {});
    await smtp.close();
  }
};

const wayOutTo = ({ port }: SmtpLab): StoredWayOut => ({
  ...{ host: '127.0.0.1', port, security: 'none', from: 'out@example.net' },
  ...{ ratePerSecond: 200, mode: 'auto', since: 0 },
});

/**
 * Lets SES work again, and sends what waited for it: mail that an open call binds to SES never goes
 * by the way out.
 *
 * @returns number of messages that waited, and of those that wait still
 */
const sendWhatWaits = async (lab: Lab, trials: readonly SenderTrial[], hands: number) => {
  await lab.ses.switchSending(true);
  await lab.stack.invoke('refresh-quota', {});
  const waiting = trials.filter(({ left }) => left > 0);
  const still = await inParallel(waiting, hands, (trial) => sendTheRest(lab, trial, restAtMostMs));
  const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
  return { waited: sum(waiting.map(({ left }) => left)), still: sum(still) };
};

/**
 * A message that is held for a person may be at the provider or not, because nobody can tell; it
 * may never be there twice.
 */
const judgeTrials = async (
  lab: Lab,
  smtp: SmtpLab,
  trials: readonly SenderTrial[],
  tell: Output['tell'],
): Promise<readonly JudgedTrial[]> => {
  const found = await findMessages(
    lab,
    trials.flatMap(({ messages }) => messages.map(({ message }) => message)),
  );
  const byId = new Map(found.map((one) => [one.expected.key.messageId, one.found]));
  return trials.map(({ plan, killedAt, messages }) => ({
    point: plan.point,
    killedAt,
    messages: messages.map(({ message, requests }) => {
      const judged = judgeMessage(message, smtp, byId.get(message.key.messageId));
      if (judged.why !== undefined || judged.doubled > 0)
        tell(`  killed ${plan.point?.side} ${killedAt}: ${judged.why ?? 'twice'}: ${requests}`);
      return { verdict: judged, unknowable: 0 };
    }),
  }));
};

const judgeMessage = (
  message: TrialMessage,
  smtp: SmtpLab,
  found: FoundMessage = { status: undefined, mails: new Map(), isKept: false },
): Verdict => {
  const mails = mailsOf(smtp, message.key.messageId, found);
  const isHeld = found.status?.state === 'held';
  const verdict = judge(
    { ...message, mayEnd: [...message.mayEnd, 'held'] },
    { ...found, mails: isHeld ? new Map() : mails },
  );
  return {
    ...verdict,
    doubled: [...mails.values()].reduce((sum, copies) => sum + copies - 1, 0),
  };
};

/** Mails of a message at the provider and at SES, by mailbox. Its id ends in a dot. */
const mailsOf = (
  smtp: SmtpLab,
  messageId: string,
  found: FoundMessage,
): ReadonlyMap<string, number> => {
  const mails = new Map(found.mails);
  const start = `${messageId.slice(0, -1)}-`;
  for (const [address, copies] of smtp.mails())
    if (address.startsWith(start)) mails.set(address, (mails.get(address) ?? 0) + copies);
  return mails;
};
