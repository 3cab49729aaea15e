import type { SendTime } from '../../shared/pacing/pace.ts';
import type { JobResult } from '../../shared/pacing/paced-jobs.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { type Call, mailOf } from './call.ts';
import { type CallsUnderWay, dimensions, end, giveBack } from './calls-under-way.ts';
import { refusedFact, sentFact, suppressedFacts } from './mail-facts.ts';
import { countedOf, isCanaryMail } from './message-facts.ts';
import { done, messageEnded, retryAt, unsettledUntil } from './record-result.ts';
import { pausedUntil, refuse } from './refuse.ts';
import { type PartAnswer, sendPart } from './send-part.ts';

/** Sends one call at its slot, unless a pause, a suppression or its expiry has come up since. */
export const sendCall = async (
  sending: CallsUnderWay,
  call: Call,
  time: SendTime,
): Promise<JobResult> => {
  const { ports, run, looks, claimed } = sending;
  const setPausedUntilMs = pausedUntil(sending, call);
  if (setPausedUntilMs !== undefined) {
    await giveBack(sending, call, setPausedUntilMs);
    return { kind: 'unused' };
  }
  const standing = await looks.standingOf(call, time.fromMs, claimed.has(call));
  if (standing.kind === 'stopped') {
    ports.log('info', 'A message is not sent at its slot; it comes again.', {
      ...loggableKey(call.prepared.message.key),
      cause: standing.why,
    });
    await giveBack(sending, call, standing.untilMs);
    return { kind: 'unused' };
  }
  const untilMs = Math.min(time.untilMs, standing.untilMs);
  const sent = standing.call;
  const answer = await sendPart(
    ports,
    run,
    sent,
    { fromMs: time.fromMs, untilMs },
    claimed.has(call),
  );
  return conclude(sending, call, sent, answer);
};

/**
 * Counts, logs and notes an accepted call. `sent` may have fewer recipients than the planned `call`.
 */
const countSent = (
  sending: CallsUnderWay,
  call: Call,
  sent: Call,
  { sesMessageId }: Extract<PartAnswer, { kind: 'sent' }>,
): void => {
  const { count, log, clock } = sending.ports;
  const { facts } = sending.run;
  const recipients = sent.recipients.length;
  const left = call.recipients.length - recipients;
  if (left > 0) count({ name: 'Suppressed', value: left, ...dimensions(sending, call) });
  const mail = mailOf(call);
  if (!isCanaryMail(mail.message))
    count({ name: 'Sent', value: recipients, ...dimensions(sending, call) });
  if (sending.ports.bySmtp === true)
    count({ name: 'SentBySmtp', value: recipients, ...dimensions(sending, call) });
  facts.note(call.record, [sentFact(mail, sent, sesMessageId, clock.now())]);
  facts.noteForEnd(call.record, suppressedFacts(mail, sent.suppressed, clock.now()));
  log('debug', 'Sent.', {
    ...loggableKey(call.prepared.message.key),
    part: call.part,
    recipients,
    sesMessageId,
  });
};

/** Turns the answer to a call into its result. */
const conclude = async (
  sending: CallsUnderWay,
  call: Call,
  sent: Call,
  answer: PartAnswer,
): Promise<JobResult> => {
  const { ports, run } = sending;
  const settled = (untilMs: number) => retryAt(unsettledUntil(untilMs, ports.clock.now()));
  if (answer.kind === 'sent' || answer.kind === 'unsettled')
    call.charge?.spend(countedOf(sent.prepared.message, sent.recipients));
  switch (answer.kind) {
    case 'sent':
      countSent(sending, call, sent, answer);
      return end(sending, call, answer.isRecorded ? messageEnded : done);
    case 'already-sent':
      ports.count({ name: 'Duplicate', value: 1, ...dimensions(sending, call) });
      run.facts.noteForEnd(call.record, [
        sentFact(mailOf(call), sent, answer.sesMessageId, ports.clock.now()),
      ]);
      return end(sending, call, messageEnded, 'unused');
    case 'refused-before':
      run.facts.noteForEnd(call.record, [
        refusedFact(mailOf(call), call.part, answer.refusal, ports.clock.now()),
      ]);
      return end(sending, call, { kind: 'refused', refusal: answer.refusal }, 'unused');
    case 'held-elsewhere':
      return end(sending, call, settled(answer.untilMs), 'unused');
    case 'late':
      sending.claimed.add(call);
      return { kind: 'late' };
    case 'unsettled':
      ports.count({ name: 'Unsettled', value: 1, ...dimensions(sending, call) });
      return end(sending, call, settled(answer.untilMs));
    case 'refused':
      return refuse(sending, call, answer.refusal);
    default:
      return answer satisfies never;
  }
};
