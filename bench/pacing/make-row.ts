import { acceptedBetween, fairnessOf, utilisationOf, worstSecondOf } from './measure.ts';
import type { Row, RowPlan, TimelinePoint } from './row.ts';
import { figuresOf, type Measured } from './scenario-figures.ts';
import type { Requests, Subject } from './subject.ts';

/** Counts of one run. */
export interface Counted extends Measured {
  readonly requests: Requests;
  /** Copies accepted beyond the first. */
  readonly doubled: number;
  readonly leftQueued: number;
  readonly deadLetters: number;
  readonly billedMsPerMessage: Subject['billedMsPerMessage'];
}

const fairFromRate = 200;

/** The figures of a run; every message of the bench has one recipient. */
export const makeRow = (plan: RowPlan, counted: Counted): Row => {
  const { acceptances, progress, part, statistics, requests, doubled, leftQueued, deadLetters } =
    counted;
  const delivered = statistics.acceptedCalls - doubled;
  return {
    ...plan,
    utilisation:
      part === undefined ? null : rounded(utilisationOf(acceptances, progress.steps, part)),
    throttledPer1000: rounded((statistics.throttled / statistics.acceptedCalls) * 1000, 2),
    worstSecond: rounded(worstSecondOf(acceptances, progress.steps)),
    ledgerWritesPerMessage: rounded(requests.ledgerWrites / delivered),
    dynamoRequestsPerMessage: rounded(requests.dynamo / delivered),
    sqsRequestsPerMessage: rounded(requests.sqs / delivered),
    billedMsPerMessage: rounded(billedIn(counted), 2),
    // A message that was accepted and is still queued counts on both sides, so the number of lost
    // messages may be too low, never too high.
    lost: Math.max(0, progress.queued - delivered - leftQueued - deadLetters),
    doubled,
    fairness: fairnessIn(plan, statistics.acceptedByApp),
    ...figuresOf(plan, counted),
  };
};

const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits));

/**
 * Messages sent by each container. Containers that never sent count as zero; replacements of killed
 * containers do not count.
 */
const fairnessIn = (plan: RowPlan, byApp: Readonly<Record<string, number>>): number | null => {
  if (plan.rate < fairFromRate || plan.containers === 1) return null;
  const sent = Object.values(byApp);
  return rounded(
    fairnessOf([
      ...sent,
      ...Array.from({ length: Math.max(0, plan.containers - sent.length) }, () => 0),
    ]),
  );
};

const billedIn = ({ acceptances, part, statistics, billedMsPerMessage }: Counted): number => {
  const billedPart = part ?? {
    fromMs: statistics.firstAcceptedMs ?? 0,
    toMs: Number.POSITIVE_INFINITY,
  };
  return billedMsPerMessage({
    part: billedPart,
    acceptedInPart: acceptedBetween(acceptances, billedPart),
    accepted: statistics.acceptedCalls,
  });
};

/** Recipients accepted and throttled, for each 100 ms in which there were any. */
export const timelineOf = ({ statistics }: Measured): readonly TimelinePoint[] => {
  const firstMs = statistics.firstAcceptedMs ?? 0;
  return statistics.per100ms.map(({ t, accepted, throttled }) => [
    rounded((t - firstMs) / 1000, 1),
    accepted,
    throttled,
  ]);
};
