import { type Course, followScript, idsOf } from './course.ts';
import { acceptedBetween, fairnessOf, steadyPart, utilisationOf, worstSecondOf } from './measure.ts';
import type { Row, RowPlan, TimelinePoint } from './row.ts';
import { figuresOf, type Measured } from './scenario-figures.ts';
import type { ScenarioScript } from './scenario-script.ts';
import { type Requests, requestsBetween, type Subject } from './subject.ts';
import { nowMs, waitUntil } from './wait-until.ts';

/** A row, and its course. */
export interface RowResult {
  readonly row: Row;
  readonly timeline: readonly TimelinePoint[];
  /** Messages still in a queue when the time was up; what is missing beside them may be fewer than were lost. */
  readonly leftQueued: number;
}

/** From the first accepted mail on: SES's bucket is full in the first second, and containers come up. */
const rampMs = 2_000;
/** After the last container has asked for messages. */
const receivingMs = 1_000;
const firstMailMs = 60_000;
/** How much longer than at the full rate a run may take. */
const patienceFactor = 1.3;
const lookEveryMs = 250;
/** Without a message in the queues: how long nothing may be accepted before the run is over. */
const quietMs = 3_000;

/** Containers that never sent count too; those that came in the place of others do not make it fairer. */
const fairness = (plan: RowPlan, byApp: Readonly<Record<string, number>>): number | null => {
  if (plan.rate < 200 || plan.containers === 1) return null;
  const sent = Object.values(byApp).filter((count) => count > 0);
  return fairnessOf([...sent, ...Array.from({ length: Math.max(0, plan.containers - sent.length) }, () => 0)]);
};

const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits));

const timelineOf = ({ statistics }: Measured): readonly TimelinePoint[] => {
  const firstMs = statistics.firstAcceptedMs ?? 0;
  return statistics.per100ms.map(({ t, accepted, throttled }) => [rounded((t - firstMs) / 1000, 1), accepted, throttled]);
};

/** Messages the containers may hold at once: a batch each, or a quarter of a second of rate and what is on its way. */
const inHandOf = ({ containers, batch, rate }: RowPlan): number => Math.ceil(containers * batch + rate / 2);

const isOver = async (subject: Subject, course: Course, seen: { accepted: number; sinceMs: number }): Promise<boolean> => {
  const queued = await subject.countQueued();
  const { acceptedCalls } = await subject.ses.statistics();
  if (acceptedCalls !== seen.accepted) Object.assign(seen, { accepted: acceptedCalls, sinceMs: nowMs() });
  return queued === 0 && (acceptedCalls >= course.queued || nowMs() - seen.sinceMs >= quietMs);
};

const perMessage = (requests: Requests, accepted: number) => ({
  ledgerWritesPerMessage: rounded(requests.ledgerWrites / accepted),
  dynamoRequestsPerMessage: rounded(requests.dynamo / accepted),
  sqsRequestsPerMessage: rounded(requests.sqs / accepted),
});

/**
 * Makes one run with a design that is up: a backlog, the incidents of the script, and the account of every message.
 *
 * @throws Error when SES accepts nothing
 */
export const runRow = async (subject: Subject, plan: RowPlan, script: ScenarioScript): Promise<RowResult> => {
  const inHand = inHandOf(plan);
  const backlog = Math.ceil(plan.rate * (script.backlogSeconds + rampMs / 1000 + receivingMs / 1000)) + inHand;
  await subject.enqueue(script.lane, idsOf('m', 0, backlog));
  const before = await subject.requests();
  await subject.begin();
  const receivingSinceMs = nowMs();
  const hasBegun = async (): Promise<boolean> => (await subject.ses.statistics()).firstAcceptedMs !== null;
  if (!(await waitUntil(hasBegun, { everyMs: 50, atMostMs: firstMailMs }))) throw new Error(`SES accepted nothing from ${plan.design}.`);
  const firstMs = (await subject.ses.statistics()).firstAcceptedMs ?? receivingSinceMs;
  const steadyFromMs = Math.max(firstMs + rampMs, receivingSinceMs + receivingMs);

  const course: Course = { steps: [{ fromMs: firstMs, perSecond: plan.rate }], happened: [], queuedAt: new Map(), queued: backlog };
  let scriptOver = script.incidents.length === 0;
  const following = followScript(subject, plan, script, course, steadyFromMs).finally(() => {
    scriptOver = true;
  });
  const usualSeconds = script.seconds + inHand / plan.rate;
  const atMostMs = (usualSeconds * patienceFactor + script.patienceSeconds) * 1000;
  const seen = { accepted: 0, sinceMs: nowMs() };
  await waitUntil(async () => (await isOver(subject, course, seen)) && scriptOver, { everyMs: lookEveryMs, atMostMs });
  await following;
  const endMs = nowMs();
  await subject.settle();
  const after = await subject.requests();
  await subject.end();

  const leftQueued = await subject.countQueued();
  const [acceptances, statistics, doubled, deadLetters] = await Promise.all([
    subject.ses.acceptances(),
    subject.ses.statistics(),
    subject.ses.doubled(),
    subject.countDeadLetters(),
  ]);
  const part = steadyPart(acceptances, steadyFromMs, { endMs, leftQueued, inHand });
  const measured: Measured = { acceptances, statistics, course, part };
  const delivered = statistics.acceptedCalls - doubled;
  const whole = { fromMs: firstMs, toMs: Number.POSITIVE_INFINITY };
  const row: Row = {
    ...plan,
    utilisation: part === undefined ? null : rounded(utilisationOf(acceptances, course.steps, part)),
    throttledPer1000: rounded((statistics.throttled / statistics.acceptedCalls) * 1000, 2),
    worstSecond: rounded(worstSecondOf(acceptances, course.steps)),
    ...perMessage(requestsBetween(before, after), delivered),
    billedMsPerMessage: rounded(
      subject.billedMsPerMessage({
        part: part ?? whole,
        acceptedInPart: acceptedBetween(acceptances, part ?? whole),
        accepted: statistics.acceptedCalls,
      }),
      2,
    ),
    lost: Math.max(0, course.queued - delivered - leftQueued - deadLetters),
    doubled,
    fairness: fairness(plan, statistics.acceptedByApp),
    ...(await figuresOf(subject, plan, measured)),
  };
  return { row, timeline: timelineOf(measured), leftQueued };
};
