import type {
  Claim,
  ClaimPart,
  PartRefusal,
  RecordSent,
  RecordUnknown,
  ReleaseClaim,
} from '../../shared/messages/ports.ts';
import type { SendTime } from '../../shared/pacing/pace.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import type { Mail, SendAnswer, SendMail, SesRefusal } from '../../shared/ses-api/ports.ts';
import { type BackOff, backOffMs } from '../../shared/system/back-off.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import type { Call } from './call.ts';
import type { LargeCalls } from './large-calls.ts';
import type { Run } from './run.ts';

/** What sending one part needs. */
export interface SendPartPorts {
  readonly claimPart: ClaimPart;
  readonly sendMail: SendMail;
  readonly largeCalls: LargeCalls;
  readonly recordSent: RecordSent;
  readonly recordUnknown: RecordUnknown;
  readonly releaseClaim: ReleaseClaim;
  readonly clock: Clock;
  readonly log: Log;
}

/** Clocks of machines differ a little; a claim must not end while its run may still be sending. */
const leaseBeyondRunMs = 2_000;

/**
 * Claims one part, sends it at its time and writes down what became of it.
 *
 * The claim comes before the call and the record after it, so that a crash anywhere leaves a claim
 * that SES's own events settle.
 *
 * @param isClaimed - this run holds the claim already, from a try that was late or that SES
 * throttled
 * @throws when the table cannot be reached before the call; the part is then certainly not sent by
 * this run
 */
export const sendPart = async (
  ports: SendPartPorts,
  run: Run,
  call: Call,
  time: SendTime,
  isClaimed: boolean,
): Promise<PartAnswer> => {
  const { key } = call.prepared.message;
  const mail = call.prepared.mailFor(call.part, call.recipients);
  if (!isClaimed) {
    const claim = await ports.claimPart(claimFor(call, run, ports.clock.now()));
    if (claim.kind === 'already-sent') return { kind: 'already-sent' };
    if (claim.kind === 'refused') return { kind: 'refused-before', refusal: claim.refusal };
    if (claim.kind === 'unsettled') return { kind: 'held-elsewhere', untilMs: claim.untilMs };
  }
  await ports.clock.sleepUntil(time.fromMs);
  const answer = await callInTime(ports, call.prepared.bytes, mail, time);
  switch (answer.kind) {
    case 'late':
    case 'refused':
      return answer;
    case 'accepted':
      return {
        kind: 'sent',
        sesMessageId: answer.sesMessageId,
        isRecorded: await recordAccepted(ports, run, call, answer.sesMessageId),
      };
    case 'unknown': {
      ports.log('warn', 'It is not known whether SES took a mail; its events will tell.', {
        ...loggableKey(key),
        part: call.part,
        cause: answer.detail,
      });
      const nowMs = ports.clock.now();
      const untilMs = await ports.recordUnknown(key, call.part, nowMs).then(
        () => nowMs + run.settleMs,
        () => leaseUntil(run, nowMs) + run.settleMs,
      );
      return { kind: 'unsettled', untilMs };
    }
    default:
      return answer satisfies never;
  }
};

const leaseUntil = (run: Run, nowMs: number): number =>
  nowMs + run.remainingMs() + leaseBeyondRunMs;

export type PartAnswer =
  /** `isRecorded`: that is written down; else SES's Send event will. */
  | { readonly kind: 'sent'; readonly sesMessageId: string; readonly isRecorded: boolean }
  /** Somebody sent it before; SES was not called now. */
  | { readonly kind: 'already-sent' }
  /** SES refused it for good when another run asked; it was not called now. */
  | { readonly kind: 'refused-before'; readonly refusal: PartRefusal }
  /**
   * Another run has it, or had it and it is not known whether it was sent; SES was not called now.
   */
  | { readonly kind: 'held-elsewhere'; readonly untilMs: number }
  /**
   * The claim was written when its time was over, and stands: the caller sends again, or gives it
   * back.
   */
  | { readonly kind: 'late' }
  /** SES was called and it is not known whether it was sent; it will be by then. */
  | { readonly kind: 'unsettled'; readonly untilMs: number }
  /**
   * SES did not take it. The claim stands: the caller sends again, ends the message, or gives the
   * claim back.
   */
  | { readonly kind: 'refused'; readonly refusal: SesRefusal };

/** Exponential back-off for recording an accepted send. */
const recordBackOff: BackOff = { firstMs: 200, lastMs: 5_000 };

/**
 * The run ends its messages in time: what is not written down by then is left to SES's Send event.
 */
const leastTimeMs = 5_000;

/**
 * Writes down that SES accepted a part, for as long as the run has time.
 *
 * When it cannot, the mail is sent all the same: its message is done with, its claim stands, and
 * SES's Send event writes what is missing.
 */
const recordAccepted = async (
  ports: SendPartPorts,
  run: Run,
  call: Call,
  sesMessageId: string,
): Promise<boolean> => {
  const { key } = call.prepared.message;
  for (let failures = 1; ; failures += 1) {
    try {
      await ports.recordSent(key, call.part, sesMessageId, ports.clock.now());
      return true;
    } catch (error) {
      const pauseMs = backOffMs(recordBackOff, failures);
      if (run.remainingMs() - pauseMs > leastTimeMs) {
        await ports.clock.sleepUntil(ports.clock.now() + pauseMs);
        continue;
      }
      ports.log(
        'error',
        'SES accepted a mail and the table could not be written; its Send event settles it.',
        {
          ...loggableKey(key),
          sesMessageId,
          cause: nameOfError(error),
        },
      );
      return false;
    }
  }
};

/** The claim by which a run takes a part. */
const claimFor = (call: Call, run: Run, nowMs: number): Claim => ({
  key: call.prepared.message.key,
  part: call.part,
  owner: run.owner,
  nowMs,
  leaseUntilMs: leaseUntil(run, nowMs),
  settleMs: run.settleMs,
  unknownCalls: call.unknownCalls,
  isTakenOver: call.isTakenOver,
  stream: call.prepared.message.stream,
  fingerprint: call.fingerprint,
  isNew: call.isNew,
  recipients: call.prepared.message.recipients.map((recipient) => recipient.canonical),
  suppressed: call.suppressed,
  copyMs: call.copyMs,
  plan: call.plan,
});

/** Calls SES, unless the time for that is over when memory has room for the call. */
const callInTime = async (
  { clock, largeCalls, sendMail }: SendPartPorts,
  bytes: number,
  mail: Mail,
  { untilMs }: SendTime,
): Promise<SendAnswer | { readonly kind: 'late' }> => {
  const leave = await largeCalls.awaitRoom(bytes);
  try {
    return clock.now() > untilMs ? { kind: 'late' } : await sendMail(mail);
  } finally {
    leave();
  }
};
