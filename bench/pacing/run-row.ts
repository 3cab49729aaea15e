import { nowMs, waitUntil } from '../../local/lab/wait-until.ts';
import { followScript, idsOf, type RunProgress } from './follow-script.ts';
import { makeRow, timelineOf } from './make-row.ts';
import { steadyPart } from './measure.ts';
import type { RowPlan, RunRecord } from './row.ts';
import type { ScenarioScript } from './scenario-script.ts';
import { type Requests, requestsBetween, type Subject } from './subject.ts';
import { watchStandstill } from './watch-standstill.ts';

/**
 * Time after the first accepted mail that is left out: SES's bucket is still full, and containers
 * start.
 */
const rampMs = 2_000;
/** Time after the last container has asked for messages that is left out. */
const receivingMs = 1_000;
const firstMailMs = 60_000;
/** Longest duration of a run, divided by its duration at the full rate. */
const patienceFactor = 1.3;
const lookEveryMs = 250;
/** With empty queues, the run is over when nothing was accepted for this long; ms. */
const quietMs = 3_000;

/**
 * Runs one row with a design that is up: fills the queue, plays the incidents of the script, and
 * accounts for every message.
 *
 * @throws Error when SES accepts nothing
 */
export const runRow = async (
  subject: Subject,
  plan: RowPlan,
  script: ScenarioScript,
): Promise<Pick<RunRecord, 'row' | 'timeline' | 'leftQueued' | 'stoodStillMs'>> => {
  const standstill = watchStandstill();
  const begun = await begin(subject, plan, script);
  const endMs = await follow(subject, plan, script, begun);
  const stoodStillMs = standstill.end();
  await subject.settle();
  const requests = requestsBetween(begun.requestsBefore, await subject.requests());
  await subject.end();

  const { ses } = subject;
  const [acceptances, statistics, doubled, leftQueued, deadLetters] = await Promise.all([
    ses.acceptances(),
    ses.statistics(),
    ses.doubled(),
    subject.countQueued(),
    subject.countDeadLetters(),
  ]);
  const counted = {
    acceptances,
    statistics,
    doubled,
    leftQueued,
    deadLetters,
    requests,
    progress: begun.progress,
    part: steadyPart(acceptances, begun.steadyFromMs, {
      endMs,
      leftQueued,
      inHand: inHandOf(plan),
    }),
    acceptedAt:
      plan.scenario === 'transactional-burst' ? await ses.acceptedAt() : new Map<string, number>(),
    billedMsPerMessage: subject.billedMsPerMessage,
  };
  return { row: makeRow(plan, counted), timeline: timelineOf(counted), leftQueued, stoodStillMs };
};

/**
 * Number of messages that the containers may hold at once: a batch each, and half a second of rate
 * on the way.
 */
const inHandOf = ({ containers, batch, rate }: RowPlan): number =>
  Math.ceil(containers * batch + rate / 2);

interface Begun {
  readonly progress: RunProgress;
  readonly steadyFromMs: number;
  readonly requestsBefore: Requests;
}

/** Fills the queue, lets the containers start, and waits for the first accepted mail. */
const begin = async (subject: Subject, plan: RowPlan, script: ScenarioScript): Promise<Begun> => {
  const backlog =
    Math.ceil(plan.rate * (script.backlogSeconds + (rampMs + receivingMs) / 1000)) + inHandOf(plan);
  await subject.enqueue(script.lane, idsOf('m', 0, backlog));
  const requestsBefore = await subject.requests();
  await subject.begin();
  const receivingSinceMs = nowMs();
  let firstMs: number | null = null;
  const hasBegun = async (): Promise<boolean> => {
    firstMs = (await subject.ses.statistics()).firstAcceptedMs;
    return firstMs !== null;
  };
  if (!(await waitUntil(hasBegun, { everyMs: 50, atMostMs: firstMailMs })))
    throw new Error(`SES accepted nothing from ${plan.design}.`);
  const fromMs = firstMs ?? receivingSinceMs;
  return {
    progress: {
      steps: [{ fromMs, perSecond: plan.rate }],
      happened: [],
      queuedAt: new Map(),
      queued: backlog,
    },
    steadyFromMs: Math.max(fromMs + rampMs, receivingSinceMs + receivingMs),
    requestsBefore,
  };
};

/**
 * Returns a function that tells whether the run is over: the queues are empty, and every message is
 * accepted or nothing was accepted for a while.
 */
const watchEnd = (subject: Subject, progress: RunProgress): (() => Promise<boolean>) => {
  let accepted = 0;
  let sinceMs = nowMs();
  return async () => {
    const queued = await subject.countQueued();
    const { acceptedCalls } = await subject.ses.statistics();
    if (acceptedCalls !== accepted) sinceMs = nowMs();
    accepted = acceptedCalls;
    return queued === 0 && (acceptedCalls >= progress.queued || nowMs() - sinceMs >= quietMs);
  };
};

/**
 * Plays the scenario, and waits until nothing is left to do or the time is up.
 *
 * @returns the time of the end; epoch ms
 */
const follow = async (
  subject: Subject,
  plan: RowPlan,
  script: ScenarioScript,
  { progress, steadyFromMs }: Begun,
): Promise<number> => {
  let scriptOver = false;
  const following = followScript(subject, plan, script, progress, steadyFromMs).finally(() => {
    scriptOver = true;
  });
  // Its failure is handled below. Until then nothing awaits it.
  following.catch(() => undefined);
  const hasEnded = watchEnd(subject, progress);
  const usualSeconds = script.seconds + inHandOf(plan) / plan.rate;
  const atMostMs = (usualSeconds * patienceFactor + script.patienceSeconds) * 1000;
  await waitUntil(async () => scriptOver && (await hasEnded()), { everyMs: lookEveryMs, atMostMs });
  await following;
  return nowMs();
};
