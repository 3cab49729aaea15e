import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createFaultSwitch, type FaultSwitch } from '../../local/faults/fault-switch.ts';
import type { Output } from '../../local/lab/output.ts';
import { putBacklog } from '../../local/lab/put-backlog.ts';
import { waitUntil } from '../../local/lab/wait-until.ts';
import { seededRandom } from '../../simulator/account/chance.ts';
import { judge, type Verdict } from '../account/account.ts';
import { findMessages, moveAll } from '../account/read-found.ts';
import { type Lab, named, startLab } from '../crashes/crash-lab.ts';
import { inParallel } from '../crashes/in-parallel.ts';
import { startPulse } from '../crashes/pulse.ts';
import { heldWrongly } from './held-rightly.ts';
import type { StormMessage } from './storm-messages.ts';
import type { Spell } from './weather.ts';

/** A pipeline whose functions reach every service through a fault switch. */
export interface StormLab {
  readonly lab: Lab;
  readonly faults: FaultSwitch;
}

/** Result of messages sent in bad weather. */
export interface Weathered {
  readonly verdicts: readonly Verdict[];
  /** Number of killed processes. */
  readonly kills: number;
}

/** Rate of the simulated account; recipients per second. */
const accountRate = 80;
const sliceMs = 500;
/** How long bad weather continues after the last message was enqueued; ms. */
export const afterLastMs = 6_000;

const settleSeconds = 30;
/**
 * Silence time; seconds. Longer than storm and drain, as a deployment's hour is longer than most
 * outages, so that no mail is held for lack of feedback.
 */
const silenceSeconds = 900;
/**
 * Lead before the first message; ms. Feedback proves nothing about mail sent within a settle time
 * after it began to flow.
 */
const beforeFirstMs = (settleSeconds + 5) * 1_000;
const timeoutSeconds = 20;
const visibilitySeconds = 6;
/** Waits before retries; ms. Lambda waits one and two minutes; the storm is faster by as much. */
const retryDelaysMs = [4_000, 8_000];

const hands = 8;
const drainEveryMs = 1_000;
/** Limit of the drain; ms. A message may wait for a lease and the settle time more than once. */
const drainAtMostMs = 420_000;
const feedbackAtMostMs = 60_000;

const lanes = ['transactional', 'bulk'] as const;
const feedbackDeadLetters = ['feedbackDeadLetters', 'urgentFeedbackDeadLetters'] as const;

const prepare = async (lab: Lab, messages: readonly StormMessage[]): Promise<void> => {
  const Bucket = named(lab.endpoints.buckets, 'payload');
  await inParallel(messages, hands, async ({ payload, suppressed }) => {
    if (payload !== undefined)
      await lab.s3.send(new PutObjectCommand({ Bucket, Key: payload.key, Body: payload.text }));
    for (const address of suppressed) {
      const entry = {
        address,
        scope: '*',
        reason: 'operator',
        detail: 'bench',
        source: 'operator:bench',
      } as const;
      await lab.suppressions.suppress({ ...entry, sinceMs: Date.now(), expiresAtMs: undefined });
    }
  });
};

const enqueueSteadily = async (
  lab: Lab,
  messages: readonly StormMessage[],
  perSecond: number,
): Promise<void> => {
  const perSlice = Math.max(1, Math.round((perSecond * sliceMs) / 1000));
  for (let from = 0; from < messages.length; from += perSlice) {
    const slice = messages.slice(from, from + perSlice);
    const begin = performance.now();
    for (const lane of lanes) {
      const bodies = slice
        .filter((message) => message.lane === lane)
        .flatMap((message) => message.bodies);
      if (bodies.length > 0) await putBacklog(lab.sqs, named(lab.endpoints.queues, lane), bodies);
    }
    await sleep(Math.max(0, sliceMs - (performance.now() - begin)));
  }
};

/**
 * Plays the weather.
 *
 * @returns how many processes it killed
 */
const storm = async (
  lab: Lab,
  faults: FaultSwitch,
  weather: readonly Spell[],
  hasEnded: () => boolean,
): Promise<number> => {
  const beganAtMs = performance.now();
  let kills = 0;
  for (const { fromMs, faults: rates, kill } of weather) {
    await sleep(Math.max(0, fromMs - (performance.now() - beganAtMs)));
    if (hasEnded()) break;
    faults.set(rates);
    if (kill !== undefined) kills += lab.stack.kill(kill);
  }
  return kills;
};

/** Waits until all queues are empty. */
const drain = (lab: Lab): Promise<boolean> => {
  const isDrained = async (): Promise<boolean> => {
    const depths = await lab.stack.depths();
    return lanes.every((lane) => {
      const { visible, inFlight, delayed } = named(depths, lane);
      return visible + inFlight + delayed === 0;
    });
  };
  return waitUntil(isDrained, { everyMs: drainEveryMs, atMostMs: drainAtMostMs });
};

/** Delivers feedback again that Lambda or SQS gave up, as an operator does. */
const handOver = async (lab: Lab, tell: Output['tell']): Promise<void> => {
  await lab.settle(feedbackAtMostMs);
  for (const name of feedbackDeadLetters) {
    const moved = await moveAll(
      lab.sqs,
      named(lab.endpoints.queues, name),
      named(lab.endpoints.queues, 'feedback'),
    );
    if (moved > 0) tell(`${moved} of ${name} handed over again.`);
  }
  await lab.settle(feedbackAtMostMs);
};

const bouncedOrComplained: ReadonlySet<StormMessage['kind']> = new Set(['bounce', 'complaint']);

/** Judges each message, and whether recipients who bounced or complained are suppressed. */
const judgeStorm = async (
  lab: Lab,
  messages: readonly StormMessage[],
  tell: Output['tell'],
): Promise<readonly Verdict[]> => {
  const found = await findMessages(lab, messages);
  const suppressed = new Set<string>();
  for await (const { address } of lab.suppressions.list({})) suppressed.add(address);
  return found.map(({ expected, found: one }, index) => {
    const judged = judge(expected, one);
    const message = messages[index];
    const isForgotten =
      judged.kind === 'sent' &&
      message !== undefined &&
      bouncedOrComplained.has(message.kind) &&
      [...one.mails.keys()].some((address) => !suppressed.has(address));
    const held =
      judged.kind === 'held' && message !== undefined && one.status !== undefined
        ? heldWrongly(message.stream, one.status)
        : undefined;
    const why = isForgotten ? 'it came back, and its address is not suppressed' : held;
    const verdict: Verdict = why === undefined ? judged : { ...judged, kind: 'unaccounted', why };
    if (verdict.why !== undefined || verdict.doubled > 0)
      tell(
        `  ${message?.kind ?? 'unknown'} ${expected.key.messageId}: ${verdict.why ?? `${verdict.doubled} mails too many`}`,
      );
    return verdict;
  });
};

/**
 * Starts the pipeline for bad weather.
 *
 * @param mails - number of mails that the simulator keeps for the account
 */
export const startStormLab = async (seed: number, mails: number): Promise<StormLab> => {
  const faults = createFaultSwitch(seededRandom(seed));
  const lab = await startLab({
    rate: accountRate,
    quota: -1,
    latencyMs: 20,
    keepMessages: mails,
    visibilitySeconds,
    timeoutSeconds,
    retryDelaysMs,
    // An event has to be recorded within the settle time.
    longestWindowSeconds: 2,
    environment: {
      SETTLE_SECONDS: String(settleSeconds),
      SILENCE_SECONDS: String(silenceSeconds),
    },
    fateOf: faults.fateOf,
  });
  return { lab, faults };
};

/** Enqueues messages in bad weather, waits until the last one has ended, and judges each. */
export const weather = async (
  { lab, faults }: StormLab,
  {
    messages,
    perSecond,
    spells,
  }: {
    readonly messages: readonly StormMessage[];
    readonly perSecond: number;
    readonly spells: readonly Spell[];
  },
  tell: Output['tell'],
): Promise<Weathered> => {
  await prepare(lab, messages);
  // Mail before and after, whose events show that feedback flows until the last message has ended.
  const pulse = startPulse(lab);
  await sleep(beforeFirstMs);
  let hasEnded = false;
  const arriving = enqueueSteadily(lab, messages, perSecond).then(async () => {
    await sleep(afterLastMs);
    hasEnded = true;
  });
  const kills = await storm(lab, faults, spells, () => hasEnded);
  await arriving;
  faults.set({});
  const isWhole = await drain(lab).finally(pulse.stop);
  if (!isWhole) tell('Messages were still queued when the time was up.');
  await handOver(lab, tell);
  return { verdicts: await judgeStorm(lab, messages, tell), kills };
};

/** Number of all faults that occurred. */
export const totalFaults = (faults: FaultSwitch): number =>
  Object.values(faults.counts()).reduce((sum, times) => sum + times, 0);
