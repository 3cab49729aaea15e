import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createFaultSwitch, type FaultSwitch } from '../../infra/local/faults/fault-switch.ts';
import { seededRandom } from '../../infra/local/ses/chance.ts';
import { type Account, addUp, isBalanced, judge, type Verdict } from '../account/account.ts';
import { findMessages, moveAll } from '../account/read-found.ts';
import { type Lab, named, startLab } from '../crashes/crash-lab.ts';
import { inParallel } from '../crashes/in-parallel.ts';
import type { Output } from '../output.ts';
import { putBacklog } from '../pacing/put-backlog.ts';
import { waitUntil } from '../pacing/wait-until.ts';
import { type StormMessage, stormMessages } from './storm-messages.ts';
import { type Spell, stormWeather } from './weather.ts';

/** What `npm run bench -- storm` can be told. */
export interface StormOptions {
  readonly messages: number;
  readonly seed: number;
  readonly json: boolean;
}

/** What the last line of a storm says. */
export interface StormEnd extends Account {
  readonly kills: number;
  readonly faults: number;
  readonly seconds: number;
}

/** Recipients per second that the simulated account may send. */
const accountRate = 80;
/** Messages per second that are put on the queues. */
const arrivalRate = 50;
const sliceMs = 500;
/** So long the storm goes on when the last message is on its queue. */
const afterLastMs = 6_000;

const settleSeconds = 30;
const timeoutSeconds = 20;
const visibilitySeconds = 6;
/** Lambda waits one minute and two; the storm is as much faster. */
const retryDelaysMs = [4_000, 8_000];

const hands = 8;
const drainEveryMs = 1_000;
/** A message may wait for a lease and the settle time more than once. */
const drainAtMostMs = 420_000;
const feedbackAtMostMs = 60_000;

const lanes = ['transactional', 'bulk'] as const;
const feedbackDeadLetters = ['feedbackDeadLetters', 'urgentFeedbackDeadLetters'] as const;

const prepare = async (lab: Lab, messages: readonly StormMessage[]): Promise<void> => {
  const Bucket = named(lab.endpoints.buckets, 'payload');
  await inParallel(messages, hands, async ({ payload, suppressed }) => {
    if (payload !== undefined) await lab.s3.send(new PutObjectCommand({ Bucket, Key: payload.key, Body: payload.text }));
    for (const address of suppressed) {
      const entry = { address, scope: '*', reason: 'operator', detail: 'bench', source: 'operator:bench' } as const;
      await lab.suppressions.suppress({ ...entry, sinceMs: Date.now(), expiresAtMs: undefined });
    }
  });
};

const enqueueSteadily = async (lab: Lab, messages: readonly StormMessage[]): Promise<void> => {
  const perSlice = (arrivalRate * sliceMs) / 1000;
  for (let from = 0; from < messages.length; from += perSlice) {
    const slice = messages.slice(from, from + perSlice);
    const begin = performance.now();
    for (const lane of lanes) {
      const bodies = slice.filter((message) => message.lane === lane).flatMap((message) => message.bodies);
      if (bodies.length > 0) await putBacklog(lab.sqs, named(lab.endpoints.queues, lane), bodies);
    }
    await sleep(Math.max(0, sliceMs - (performance.now() - begin)));
  }
};

/** Lets the weather happen; returns how many processes it killed. */
const storm = async (lab: Lab, faults: FaultSwitch, weather: readonly Spell[], hasEnded: () => boolean): Promise<number> => {
  const beganAtMs = performance.now();
  let kills = 0;
  for (const { fromMs, faults: rates, kill } of weather) {
    await sleep(Math.max(0, fromMs - (performance.now() - beganAtMs)));
    if (hasEnded()) break;
    faults.set(rates);
    if (kill !== undefined) kills += lab.stack.kill(kill);
  }
  faults.set({});
  return kills;
};

/** Waits until nothing is queued any more; feedback that Lambda or SQS has given up is handed over again, as an operator does. */
const drain = async (lab: Lab, tell: Output['tell']): Promise<boolean> => {
  const isDrained = async (): Promise<boolean> => {
    const depths = await lab.stack.depths();
    return lanes.every((lane) => {
      const { visible, inFlight, delayed } = named(depths, lane);
      return visible + inFlight + delayed === 0;
    });
  };
  const isWhole = await waitUntil(isDrained, { everyMs: drainEveryMs, atMostMs: drainAtMostMs });
  await lab.settle(feedbackAtMostMs);
  for (const name of feedbackDeadLetters) {
    const moved = await moveAll(lab.sqs, named(lab.endpoints.queues, name), named(lab.endpoints.queues, 'feedback'));
    if (moved > 0) tell(`${moved} of ${name} handed over again.`);
  }
  await lab.settle(feedbackAtMostMs);
  return isWhole;
};

const bouncedOrComplained: ReadonlySet<StormMessage['kind']> = new Set(['bounce', 'complaint']);

/** Judges each message, and whether those who bounced or complained are suppressed. */
const judgeStorm = async (lab: Lab, messages: readonly StormMessage[], tell: Output['tell']): Promise<readonly Verdict[]> => {
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
    const verdict: Verdict = isForgotten
      ? { ...judged, kind: 'unaccounted', why: 'it came back, and its address is not suppressed' }
      : judged;
    if (verdict.why !== undefined || verdict.doubled > 0)
      tell(`  ${message?.kind ?? 'unknown'} ${expected.key.messageId}: ${verdict.why ?? `${verdict.doubled} mails too many`}`);
    return verdict;
  });
};

/**
 * Sends messages of all kinds through a storm of faults and kills, and accounts for every one.
 *
 * @returns whether nothing was lost, doubled or unaccounted for
 */
export const runStorm = async ({ messages: count, seed, json }: StormOptions, { print, tell }: Output): Promise<boolean> => {
  const beganAtMs = performance.now();
  const faults = createFaultSwitch(seededRandom(seed));
  const lab = await startLab({
    rate: accountRate,
    quota: -1,
    latencyMs: 20,
    keepMessages: count * 10,
    visibilitySeconds,
    timeoutSeconds,
    retryDelaysMs,
    environment: { SETTLE_SECONDS: String(settleSeconds) },
    fateOf: faults.fateOf,
  });
  try {
    const messages = stormMessages(count, seed, named(lab.endpoints.buckets, 'payload'));
    await prepare(lab, messages);
    const stormSeconds = count / arrivalRate + afterLastMs / 1000;
    tell(`${count} messages, storm of ${Math.round(stormSeconds)} s, seed ${seed} …`);
    let hasEnded = false;
    const arriving = enqueueSteadily(lab, messages).then(async () => {
      await sleep(afterLastMs);
      hasEnded = true;
    });
    // On a slow machine messages arrive more slowly, and the storm lasts until they are there.
    const kills = await storm(lab, faults, stormWeather(stormSeconds * 2, seed), () => hasEnded);
    await arriving;
    tell('The storm is over; waiting for the rest …');
    if (!(await drain(lab, tell))) tell('Messages were still queued when the time was up.');
    const verdicts = await judgeStorm(lab, messages, tell);
    const counts = Object.entries(faults.counts()).toSorted(([one], [other]) => (one < other ? -1 : 1));
    if (json) print(JSON.stringify({ faults: Object.fromEntries(counts) }));
    else for (const [name, times] of counts) print(`${name.padEnd(24)}${String(times).padStart(7)}`);
    const end: StormEnd = {
      ...addUp(verdicts),
      kills,
      faults: counts.reduce((sum, [, times]) => sum + times, 0),
      seconds: Math.round((performance.now() - beganAtMs) / 1000),
    };
    print(JSON.stringify(end));
    return isBalanced(end);
  } finally {
    faults.set({});
    await lab.stop();
  }
};
