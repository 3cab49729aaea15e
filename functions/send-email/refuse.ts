import type { JobResult } from '../../shared/pacing/paced-jobs.ts';
import { shortenReasons } from '../../shared/privacy/shorten-reasons.ts';
import type { SesRefusal } from '../../shared/ses-api/ports.ts';
import { type Call, mailOf } from './call.ts';
import { type CallsUnderWay, dimensions, end, giveBack } from './calls-under-way.ts';
import { mark } from './dead-letter.ts';
import { outcomeOf } from './message-facts.ts';
import { again, type CallResult, type RecordResult, unreachablePauseMs } from './record-result.ts';

/**
 * How long nothing is sent after SES said so: its quota against the ledger's, an account that is
 * paused, no way to SES.
 */
const pauseMs = {
  quota: 90_000,
  paused: 300_000,
  'set-paused': 300_000,
  'tenant-paused': 300_000,
  unreachable: unreachablePauseMs,
} as const;

/** SES did not take a call: what becomes of it, and whether others may go on. */
export const refuse = async (
  sending: CallsUnderWay,
  call: Call,
  refusal: SesRefusal,
): Promise<JobResult> => {
  const { ports, looks, claimed, largestCall } = sending;
  switch (refusal.kind) {
    case 'rate':
      ports.count({ name: 'Throttled', value: 1, ...dimensions(sending, call) });
      // Planned at a higher rate: SES takes all recipients of a call at once, and so many it never
      // takes now.
      if (looks.current(call).recipients.length > largestCall())
        return end(sending, call, await splitUp(sending, call));
      claimed.add(call);
      return { kind: 'throttled' };
    case 'quota':
    case 'paused':
    case 'unreachable': {
      claimed.add(call);
      const level = refusal.kind === 'paused' ? 'error' : 'warn';
      tell(sending, level, 'SES takes no mail now; messages wait.', refusal);
      return { kind: 'stop', untilMs: ports.clock.now() + pauseMs[refusal.kind] };
    }
    case 'set-paused':
    case 'tenant-paused':
      claimed.add(call);
      await giveBack(sending, call, pauseAlone(sending, call, { ...refusal, kind: refusal.kind }));
      return { kind: 'finished' };
    case 'message':
    case 'configuration':
      // Certainly not sent: should that not be written down now, the claim is given back.
      claimed.add(call);
      return end(sending, call, await fail(sending, call, refusal));
    default:
      return refusal.kind satisfies never;
  }
};

const tell = (
  { ports }: CallsUnderWay,
  level: 'warn' | 'error',
  what: string,
  { code, cause, remedy }: SesRefusal,
  where = {},
): void => ports.log(level, what, { ...where, code, cause, remedy });

type PausedAlone = 'set-paused' | 'tenant-paused';

/** What of an account SES pauses by itself, by its name in `pausedAtSes`. */
const nameOf = {
  'set-paused': ({ ports }: CallsUnderWay, call: Call): string =>
    `configuration-set/${ports.configurationSets[call.prepared.message.stream]}`,
  'tenant-paused': (_: CallsUnderWay, call: Call): string =>
    `tenant/${call.prepared.sesTenant ?? ''}`,
} as const satisfies Record<PausedAlone, unknown>;

/**
 * Until when mail of the call's configuration set, or of its SES tenant, waits; undefined when
 * nothing is known against either.
 */
export const pausedUntil = (sending: CallsUnderWay, call: Call): number | undefined => {
  const { pausedAtSes, clock } = sending.ports;
  const untilMs = Math.max(
    ...Object.values(nameOf).map((name) => pausedAtSes.get(name(sending, call)) ?? 0),
  );
  return untilMs > clock.now() ? untilMs : undefined;
};

/**
 * One paused configuration set stops its own stream, one paused SES tenant its own mail, and that
 * is not tried again until then.
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
  tell(sending, 'error', 'SES has paused a part of the account; its messages wait.', refusal, {
    paused,
  });
  return untilMs;
};

/** SES does not take the part as a whole: each recipient gets a call of its own, in another run. */
const splitUp = async ({ ports, looks }: CallsUnderWay, call: Call): Promise<RecordResult> => {
  const { message } = call.prepared;
  const { recipients } = looks.current(call);
  const plan = call.plan ?? [message.recipients.map((_, index) => index)];
  const others = plan.map((some, part) => (part === call.part ? [] : some));
  const unknownCalls = call.unknownCalls + (call.isTakenOver ? 1 : 0);
  const split = [...others, ...recipients.map((index) => [index])];
  await ports.changePlan(message.key, call.plan, split, unknownCalls);
  await ports.releaseClaim(message.key, call.part);
  return again(ports.clock.now());
};

/**
 * Written down at once, so that no other run calls SES for it again; told when the message ends.
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
  await mark(ports, {
    ...outcomeOf(mailOf(call), suppressed, run),
    state: 'failed',
    part: call.part,
    reasons: shortenReasons([reason]),
    remedy,
    refusedCopyMs: copyMs,
    atMs: ports.clock.now(),
  });
  ports.count({ name: 'Failed', value: 1, ...dimensions(sending, call) });
  return { kind: 'refused', refusal: { copyMs, reason, remedy } };
};
