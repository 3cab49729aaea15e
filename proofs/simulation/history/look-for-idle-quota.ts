import * as z from 'zod/mini';
import type { Lane } from '../../../shared/email/streams.ts';
import type { QueuedMessage } from '../models/message-shelf.ts';
import { recordOf } from '../pipeline/record-of.ts';
import type { World } from '../pipeline/world.ts';
import { minuteMs, type Scenario } from '../scenario/scenario.ts';
import type { FaultsByTime } from './faults-by-time.ts';
import { isBulkClosed } from './plan-bulk-closure.ts';
import { subjectOfQueued } from './queued-subject.ts';

/** Interval of looks for unused quota; ms. */
const lookMs = 5 * minuteMs;
/** Room with which any message fits: the largest call has fifty recipients. */
const mostNeeded = 60;
/** Share of the quota that bulk mail leaves. */
const bulkReserve = 0.05;

const timesInBody = z.looseObject({ sendAfter: z.optional(z.string()) });

/** Looks every few minutes whether mail waits while quota is free. */
export const lookForIdleQuota = (world: World, scenario: Scenario, faults: FaultsByTime): void => {
  const { timeline } = world;
  timeline.at(timeline.now() + lookMs, () => {
    lookForIdleQuota(world, scenario, faults);
    look(world, scenario, faults);
  });
};

const hasOpenCall = (world: World, message: QueuedMessage): boolean =>
  (recordOf(world, subjectOfQueued(message))?.claimedParts.length ?? 0) > 0;

/**
 * Messages that only the quota can delay: without a time of their own, and without a call that has
 * to settle.
 */
const dueIn = (world: World, lane: Lane): readonly string[] =>
  [...world.queues[lane].messages()].flatMap((message) => {
    const { sendAfter } = timesInBody.parse(JSON.parse(message.body));
    const isDue = sendAfter === undefined || Date.parse(sendAfter) <= world.timeline.now();
    return isDue && !hasOpenCall(world, message) ? [subjectOfQueued(message)] : [];
  });

const look = (world: World, scenario: Scenario, { storm }: FaultsByTime): void => {
  const { ses, timeline } = world;
  const { idleQuota } = world.audits;
  const { max24Hours, isPaused } = ses.readAccount();
  if (!Number.isFinite(max24Hours)) return;
  if (isPaused || storm() !== undefined) {
    idleQuota.excuse();
    return;
  }
  const left = max24Hours - ses.sentLast24Hours();
  const lookAt = (lane: Lane, room: number): void =>
    idleQuota.look({ lane, due: dueIn(world, lane), room }, mostNeeded);
  lookAt('transactional', left);
  if (!isBulkClosed(scenario, timeline.now()))
    lookAt('bulk', left - Math.ceil(max24Hours * bulkReserve));
};
