import type { Output } from '../../local/lab/output.ts';
import { waysOutBook } from '../../shared/aws/tenants/ways-out-book.ts';
import type { StoredWayOut } from '../../shared/way-out/way-out-settings.ts';
import { type FoundMessage, judge } from '../account/account.ts';
import { findMessages } from '../account/read-found.ts';
import { type Lab, named } from './crash-lab.ts';
import { type CrashRow, type JudgedTrial, rowOf } from './crash-row.ts';
import { inParallel } from './in-parallel.ts';
import { pointsOf } from './kill-switch.ts';
import { runSenderTrial, type SenderTrial } from './sender-trial.ts';
import { type SmtpLab, startSmtpLab } from './smtp-lab.ts';
import type { BatchKind } from './trial-messages.ts';

/** Which batch, and how much of it. */
export interface WayOutCase {
  readonly batch: BatchKind;
  /** Takes one of so many kill points. */
  readonly stride: number;
  /** Trials in parallel. */
  readonly hands: number;
}

/**
 * Kills the sender before and after every request while SES refuses the account and a provider
 * takes the mail, and before and after each step of that provider.
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
 * A message that is held for a person may be at the provider or not, because nobody can tell; it
 * may never be there twice.
 */
const judgeTrials = async (
  lab: Lab,
  smtp: SmtpLab,
  trials: readonly SenderTrial[],
  tell: Output['tell'],
): Promise<readonly JudgedTrial[]> => {
  const all = trials.flatMap(({ messages }) => messages);
  const found = await findMessages(
    lab,
    all.map(({ message }) => message),
  );
  const byId = new Map(found.map((one) => [one.expected.key.messageId, one.found]));
  const foundOf = (messageId: string): FoundMessage =>
    byId.get(messageId) ?? { status: undefined, mails: new Map(), isKept: false };
  return trials.map(({ plan, killedAt, messages, left }) => {
    // An open call binds these to SES: they wait for it on their queue, or they are lost.
    const waiting = messages.filter(({ message: { key } }) =>
      isWaiting(foundOf(key.messageId), mailsOf(smtp, key.messageId, byId.get(key.messageId))),
    );
    const areQueued = waiting.length <= left;
    return {
      point: plan.point,
      killedAt,
      messages: messages.map((one) => {
        const { messageId } = one.message.key;
        const mails = mailsOf(smtp, messageId, byId.get(messageId));
        const isHeld = foundOf(messageId).status?.state === 'held';
        const verdict =
          areQueued && waiting.includes(one)
            ? ({ kind: 'held', doubled: 0, why: undefined } as const)
            : judge(
                { ...one.message, mayEnd: [...one.message.mayEnd, 'held'] },
                { ...foundOf(messageId), mails: isHeld ? new Map() : mails },
              );
        const doubled = [...mails.values()].reduce((sum, copies) => sum + copies - 1, 0);
        if (verdict.why !== undefined || doubled > 0)
          tell(
            `  killed ${plan.point?.side} ${killedAt}: ${verdict.why ?? 'twice'}: ${one.requests}`,
          );
        return { verdict: { ...verdict, doubled }, unknowable: 0 };
      }),
    };
  });
};

/** Whether nothing of a message has left, and nothing is decided of it. */
const isWaiting = ({ status }: FoundMessage, mails: ReadonlyMap<string, number>): boolean =>
  status?.state === 'waiting' && mails.size === 0;

/** Mails of a message at the provider and at SES, by mailbox. Its id ends in a dot. */
const mailsOf = (
  smtp: SmtpLab,
  messageId: string,
  found: FoundMessage | undefined,
): ReadonlyMap<string, number> => {
  const mails = new Map(found?.mails);
  const start = `${messageId.slice(0, -1)}-`;
  for (const [address, copies] of smtp.mails())
    if (address.startsWith(start)) mails.set(address, (mails.get(address) ?? 0) + copies);
  return mails;
};
