import { factsOf } from '../../shared/email/streams.ts';
import type { JobResult } from '../../shared/pacing/paced-jobs.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { shortenReasons } from '../../shared/privacy/shorten-reasons.ts';
import type { SesRefusal } from '../../shared/ses-api/ports.ts';
import { type Call, mailOf } from './call.ts';
import { bar, type CallsUnderWay, dimensions, end, giveBack } from './calls-under-way.ts';
import { wholeAccount } from './choose-path.ts';
import { recordOrSkip } from './dead-letter.ts';
import { refusedFact } from './mail-facts.ts';
import { outcomeOf } from './message-facts.ts';
import {
  type CallResult,
  type RecordResult,
  retryAt,
  storePauseMs,
  unreachablePauseMs,
} from './record-result.ts';

/** How long no mail of an SES tenant is sent after SES has refused one; ms. */
export const tenantPauseMs = 300_000;

/** How long nothing is sent after a refusal of SES; ms. */
const pauseMs = {
  quota: 90_000,
  paused: 300_000,
  'set-paused': 300_000,
  'tenant-paused': tenantPauseMs,
  unreachable: unreachablePauseMs,
} as const;

/** Handles a refusal of SES: what becomes of the call, and whether other calls may go on. */
export const refuse = async (
  sending: CallsUnderWay,
  call: Call,
  refusal: SesRefusal,
): Promise<JobResult> => {
  const { ports, looks, claimed, largestCall } = sending;
  switch (refusal.kind) {
    case 'rate':
      ports.count({ name: 'Throttled', value: 1, ...dimensions(sending, call) });
      // The call was planned at a higher rate. SES takes all recipients of a call at once, and at
      // this rate it never takes so many.
      if (looks.current(call).recipients.length > largestCall())
        return end(sending, call, await splitUp(sending, call));
      claimed.add(call);
      return { kind: 'throttled' };
    case 'quota':
    case 'paused':
    case 'unreachable':
      claimed.add(call);
      return { kind: 'stop', untilMs: stopAccount(sending, refusal, pauseMs[refusal.kind]) };
    case 'set-paused':
    case 'tenant-paused':
      claimed.add(call);
      await giveBack(sending, call, pauseAlone(sending, call, { ...refusal, kind: refusal.kind }));
      return { kind: 'finished' };
    case 'later': {
      claimed.add(call);
      const nowMs = ports.clock.now();
      logRefusal(sending, 'warn', 'A message is not taken now; it comes again.', refusal, {
        ...loggableKey(call.prepared.message.key),
      });
      await giveBack(sending, call, nowMs + storePauseMs('setup', call.copyMs, nowMs));
      return { kind: 'finished' };
    }
    case 'message':
    case 'configuration':
      if (refusal.barred !== undefined && call.wayOut !== undefined) {
        claimed.add(call);
        logRefusal(
          sending,
          'error',
          'SES refuses the sender of a mail; it goes by the way out.',
          refusal,
          {
            ...loggableKey(call.prepared.message.key),
          },
        );
        await bar(sending, call);
        return { kind: 'finished' };
      }
      // It was certainly not sent. If the refusal cannot be recorded now, the claim is released.
      claimed.add(call);
      return end(sending, call, await fail(sending, call, refusal));
    default:
      return refusal.kind satisfies never;
  }
};

const logRefusal = (
  { ports }: CallsUnderWay,
  level: 'warn' | 'error',
  what: string,
  { code, cause, remedy }: SesRefusal,
  where = {},
): void => ports.log(level, what, { ...where, code, cause, remedy });

/**
 * Nothing is sent through the account for a while. Where SES refuses the whole account for good,
 * that is noted: mail with a way out takes it at once.
 *
 * @returns the end of the wait; epoch ms
 */
const stopAccount = (sending: CallsUnderWay, refusal: SesRefusal, forMs: number): number => {
  const { ports } = sending;
  const untilMs = ports.clock.now() + forMs;
  if (refusal.barred === 'account') ports.pausedAtSes.set(wholeAccount, untilMs);
  const level = refusal.kind === 'paused' ? 'error' : 'warn';
  const who = ports.bySmtp === true ? 'The SMTP server' : 'SES';
  logRefusal(sending, level, `${who} accepts no mail now; messages wait.`, refusal);
  return untilMs;
};

type PausedAlone = 'set-paused' | 'tenant-paused';

/** Names in `pausedAtSes` of what SES can pause within an account. */
const nameOf = {
  'set-paused': ({ ports }: CallsUnderWay, call: Call): string =>
    `configuration-set/${factsOf(ports.streams, call.prepared.message.stream).configurationSet}`,
  'tenant-paused': (_: CallsUnderWay, call: Call): string =>
    `tenant/${call.prepared.sesTenant ?? ''}`,
} as const satisfies Record<PausedAlone, unknown>;

/**
 * Until when mail of the call's configuration set or SES tenant waits; epoch ms, undefined when
 * neither is paused.
 */
export const pausedUntil = (sending: CallsUnderWay, call: Call): number | undefined => {
  const { pausedAtSes, clock } = sending.ports;
  const untilMs = Math.max(
    ...Object.values(nameOf).map((name) => pausedAtSes.get(name(sending, call)) ?? 0),
  );
  return untilMs > clock.now() ? untilMs : undefined;
};

/**
 * Notes that SES paused a configuration set or an SES tenant. Only the mail of that one waits, and
 * none of it is tried before the returned time (epoch ms).
 */
const pauseAlone = (
  sending: CallsUnderWay,
  call: Call,
  refusal: SesRefusal & { readonly kind: PausedAlone },
): number => {
  const known = pausedUntil(sending, call);
  if (known !== undefined) return known;
  const paused = nameOf[refusal.kind](sending, call);
  const untilMs = sending.ports.clock.now() + pauseMs[refusal.kind];
  sending.ports.pausedAtSes.set(paused, untilMs);
  logRefusal(
    sending,
    'error',
    'SES has paused a part of the account; its messages wait.',
    refusal,
    {
      paused,
    },
  );
  return untilMs;
};

/**
 * Splits a part that SES does not accept as a whole: each recipient gets a call of its own, in
 * another run.
 */
const splitUp = async ({ ports, looks }: CallsUnderWay, call: Call): Promise<RecordResult> => {
  const { message } = call.prepared;
  const { recipients } = looks.current(call);
  const plan = call.plan ?? [message.recipients.map((_, index) => index)];
  const others = plan.map((some, part) => (part === call.part ? [] : some));
  const unknownCalls = call.unknownCalls + (call.isTakenOver ? 1 : 0);
  const split = [...others, ...recipients.map((index) => [index])];
  await ports.changePlan(message.key, call.plan, split, unknownCalls);
  await ports.releaseClaim(message.key, call.part);
  return retryAt(ports.clock.now());
};

/**
 * Fails a part that SES refused for good. The refusal is recorded at once, so that no other run
 * calls SES for it again; it is dead-lettered when the message ends.
 */
const fail = async (
  sending: CallsUnderWay,
  call: Call,
  refusal: SesRefusal,
): Promise<CallResult> => {
  const { ports, run, looks } = sending;
  const { recipients, suppressed } = looks.current(call);
  if (refusal.kind === 'message' && recipients.length > 1) return splitUp(sending, call);
  const { code, cause, remedy } = refusal;
  const reason = cause === '' ? code : `${code}: ${cause}`;
  const { copyMs } = call;
  await recordOrSkip(ports, {
    ...outcomeOf(mailOf(call), suppressed, run),
    state: 'failed',
    part: call.part,
    reasons: shortenReasons([reason]),
    remedy,
    refusedCopyMs: copyMs,
    atMs: ports.clock.now(),
  });
  ports.count({ name: 'Failed', value: 1, ...dimensions(sending, call) });
  run.facts.note(call.record, [
    refusedFact(mailOf(call), call.part, { reason, copyMs }, ports.clock.now()),
  ]);
  return { kind: 'refused', refusal: { copyMs, reason, remedy } };
};
