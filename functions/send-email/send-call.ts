import type { SendTime } from '../../shared/pacing/pace.ts';
import type { JobResult } from '../../shared/pacing/paced-jobs.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import type { Call } from './call.ts';
import { type CallsUnderWay, dimensions, end, giveBack } from './calls-under-way.ts';
import { again, done, over, unsettledUntil } from './record-result.ts';
import { pausedUntil, refuse } from './refuse.ts';
import { type PartAnswer, sendPart } from './send-part.ts';

/** Sends one call at its slot, unless something known by then stands in its way. */
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
    ports.log('info', 'A message does not leave at its slot, and comes again.', {
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

/** SES took the call: for the recipients of `sent`, which may be fewer than were planned. */
const countSent = (
  sending: CallsUnderWay,
  call: Call,
  sent: Call,
  { sesMessageId }: Extract<PartAnswer, { kind: 'sent' }>,
): void => {
  const { count, log } = sending.ports;
  const recipients = sent.recipients.length;
  const left = call.recipients.length - recipients;
  if (left > 0) count({ name: 'Suppressed', value: left, ...dimensions(sending, call) });
  count({ name: 'Sent', value: recipients, ...dimensions(sending, call) });
  log('debug', 'Sent.', {
    ...loggableKey(call.prepared.message.key),
    part: call.part,
    recipients,
    sesMessageId,
  });
};

/** What follows from the answer to a call. */
const conclude = async (
  sending: CallsUnderWay,
  call: Call,
  sent: Call,
  answer: PartAnswer,
): Promise<JobResult> => {
  const { ports } = sending;
  const settled = (untilMs: number) => again(unsettledUntil(untilMs, ports.clock.now()));
  switch (answer.kind) {
    case 'sent':
      countSent(sending, call, sent, answer);
      return end(sending, call, answer.isRecorded ? over : done);
    case 'already-sent':
      ports.count({ name: 'Duplicate', value: 1, ...dimensions(sending, call) });
      return end(sending, call, over, 'unused');
    case 'refused-before':
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
