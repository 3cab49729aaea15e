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
import type { Mail, SendMail, SesRefusal } from '../../shared/ses-api/ports.ts';
import { type BackOff, backOffMs } from '../../shared/system/back-off.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { messageMark } from '../../shared/way-out/message-mark.ts';
import type { Call } from './call.ts';
import type { CallAnswer, JointRequests, Seat } from './joint-requests.ts';
import type { LargeCalls } from './large-calls.ts';
import type { Run } from './run.ts';

export interface SendPartPorts {
  readonly claimPart: ClaimPart;
  readonly sendMail: SendMail;
  readonly largeCalls: LargeCalls;
  readonly jointRequests: JointRequests;
  /** {@link SendingAccount.bySmtp} */
  readonly bySmtp?: boolean | undefined;
  readonly recordSent: RecordSent;
  readonly recordUnknown: RecordUnknown;
  readonly releaseClaim: ReleaseClaim;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * How far a lease outlives the time left to its run; ms. Clocks differ a little, and a claim must
 * not end while its run may still be sending.
 */
const leaseBeyondRunMs = 2_000;

/**
 * Claims one part, sends it at its slot and records the outcome.
 *
 * The claim is written before the call and the outcome after it, so that a crash at any point
 * leaves a claim that SES's own events settle.
 *
 * @param isClaimed - this run already holds the claim, from a try that was late or that SES
 * throttled
 * @throws when the table cannot be reached before the call; this run then certainly did not send
 * the part
 */
export const sendPart = async (
  ports: SendPartPorts,
  run: Run,
  call: Call,
  time: SendTime,
  isClaimed: boolean,
): Promise<PartAnswer> => {
  const mail = call.prepared.mailFor(call.part, call.recipients);
  const seat = ports.jointRequests.seatFor(mail, time, () =>
    callInTime(ports, call.prepared.bytes, mail, time),
  );
  try {
    return await claimAndSend(ports, run, call, { mail, seat, fromMs: time.fromMs, isClaimed });
  } finally {
    seat.leave();
  }
};

interface SeatedMail {
  readonly mail: Mail;
  readonly seat: Seat;
  readonly fromMs: number;
  readonly isClaimed: boolean;
}

const claimAndSend = async (
  ports: SendPartPorts,
  run: Run,
  call: Call,
  { mail, seat, fromMs, isClaimed }: SeatedMail,
): Promise<PartAnswer> => {
  const { key } = call.prepared.message;
  if (!isClaimed) {
    const claim = await ports.claimPart(
      claimFor(call, run, ports.clock.now(), ports.bySmtp === true ? messageMark(mail) : undefined),
    );
    if (claim.kind === 'already-sent') return claim;
    if (claim.kind === 'refused') return { kind: 'refused-before', refusal: claim.refusal };
    if (claim.kind === 'unsettled') return { kind: 'held-elsewhere', untilMs: claim.untilMs };
  }
  await ports.clock.sleepUntil(fromMs);
  const answer = await seat.send();
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
      ports.log('warn', unknownText[pathOf(ports)], {
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

const pathOf = ({ bySmtp = false }: SendPartPorts) => (bySmtp ? 'smtp' : 'ses');

const unknownText = {
  ses: 'It is unknown whether SES accepted a mail; its events will settle it.',
  smtp: 'It is unknown whether the SMTP server accepted a mail; the message will be held for a person.',
} as const;

const unrecordedText = {
  ses: 'SES accepted a mail and the table could not be written; its Send event settles it.',
  smtp: 'The SMTP server accepted a mail and the table could not be written; the message stays as being sent.',
} as const;

const leaseUntil = (run: Run, nowMs: number): number =>
  nowMs + run.remainingMs() + leaseBeyondRunMs;

export type PartAnswer =
  /** `isRecorded`: the acceptance is in the table; otherwise SES's Send event will record it. */
  | { readonly kind: 'sent'; readonly sesMessageId: string; readonly isRecorded: boolean }
  /** Another run sent it before; SES was not called now. */
  | { readonly kind: 'already-sent'; readonly sesMessageId: string }
  /** SES refused it for good when an earlier run asked; SES was not called now. */
  | { readonly kind: 'refused-before'; readonly refusal: PartRefusal }
  /** Another run holds its claim, or held it and the outcome is unknown; SES was not called now. */
  | { readonly kind: 'held-elsewhere'; readonly untilMs: number }
  /**
   * The slot's time was over before the call, or SES took nothing of the request that it shared. The
   * claim stands: the caller sends again, or releases it.
   */
  | { readonly kind: 'late' }
  /** SES was called and the outcome is unknown; it will be known by `untilMs` (epoch ms). */
  | { readonly kind: 'unsettled'; readonly untilMs: number }
  /**
   * SES did not accept it. The claim stands: the caller sends again, ends the message, or releases
   * the claim.
   */
  | { readonly kind: 'refused'; readonly refusal: SesRefusal };

/** Exponential back-off for recording an accepted send. */
const recordBackOff: BackOff = { firstMs: 200, lastMs: 5_000 };

/**
 * Time kept for ending the run's messages; ms. What is not recorded by then is left to SES's Send
 * event.
 */
const leastTimeMs = 5_000;

/**
 * Records that SES accepted a part; retries for as long as the run has time.
 *
 * When it fails, the mail is sent all the same: its record is done, its claim stands, and SES's
 * Send event records what is missing. Of mail by SMTP no event tells, and its claim stays.
 *
 * @returns whether the acceptance was recorded
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
      ports.log('error', unrecordedText[pathOf(ports)], {
        ...loggableKey(key),
        sesMessageId,
        cause: nameOfError(error),
      });
      return false;
    }
  }
};

const claimFor = (call: Call, run: Run, nowMs: number, smtpMark: string | undefined): Claim => ({
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
  smtpMark,
  lacksLink: call.prepared.lacksLink,
});

/** Calls SES as soon as memory has room for the call, unless the slot's time is over by then. */
const callInTime = async (
  { clock, largeCalls, sendMail }: SendPartPorts,
  bytes: number,
  mail: Mail,
  { untilMs }: SendTime,
): Promise<CallAnswer> => {
  const leave = await largeCalls.awaitRoom(bytes);
  try {
    return clock.now() > untilMs ? { kind: 'late' } : await sendMail(mail);
  } finally {
    leave();
  }
};
