import { pipelineEvents } from '../remedies/told/pipeline-events.ts';
import { type BackOff, jitteredBackOffMs } from '../system/back-off.ts';
import { mapInBatches } from '../system/map-in-batches.ts';
import type { Clock, Random } from '../system/ports.ts';
import type { CountMetric, Log } from '../telemetry/ports.ts';
import type { Complain } from './complain.ts';
import type { PipelineEvent } from './pipeline-event.ts';
import type { EventTarget, PublishFailure, Unpublished } from './ports.ts';

export interface PublishToPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly count: CountMetric;
  readonly log: Log;
  readonly complain: Complain;
}

/** Limit of SNS's PublishBatch and of EventBridge's PutEvents. */
const eventsPerBatch = 10;

const backOff: BackOff = { firstMs: 200, lastMs: 1_000 };

/**
 * How long a target is left alone after it could not be reached; ms. So a target that is down costs
 * a container its two seconds once in this time, and not with every batch.
 */
const restMs = 10_000;

/**
 * Publishes events to one target until `untilMs` (epoch ms).
 *
 * @returns the events that are not published
 */
export type PublishTo = (
  events: readonly PipelineEvent[],
  untilMs: number,
) => Promise<ReadonlyMap<PipelineEvent, Unpublished>>;

export const publishTo = (ports: PublishToPorts, target: EventTarget): PublishTo => {
  const { clock, random, log, complain, count } = ports;
  let restUntilMs = 0;

  return async (events, untilMs) => {
    const isResting = clock.now() < restUntilMs;
    let left: readonly Failed[] = events.map((event) => ({
      event,
      failure: { kind: 'unreachable', code: 'NotTried' },
    }));
    const lost: Failed[] = [];
    for (let tries = 1; !isResting && left.length > 0; tries += 1) {
      const failed = await tryOnce(target, left, () => clock.now() > untilMs);
      left = failed.filter(({ failure }) => failure.kind === 'unreachable');
      lost.push(...failed.filter(({ failure }) => failure.kind !== 'unreachable'));
      const againMs = clock.now() + jitteredBackOffMs(backOff, tries, random);
      if (left.length === 0 || againMs >= untilMs) break;
      await clock.sleepUntil(againMs);
    }
    const unpublished = left.length + lost.length;
    if (unpublished === 0) return new Map();
    count({ name: 'Unpublished', value: unpublished });
    if (left.length > 0 && !isResting) restUntilMs = clock.now() + restMs;
    const { failure } = left[0] ?? lost[0] ?? { failure: undefined };
    const fields = { target: target.name, events: unpublished, cause: failure?.code };
    if (left.length > 0) log('warn', 'Events could not be published.', fields);
    else
      complain('Events are not published: the target refuses them for good.', {
        ...fields,
        ...pipelineEvents['target-refuses'],
      });
    return new Map([
      ...lost.map(({ event }) => [event, 'lost'] as const),
      ...left.map(({ event }) => [event, 'again'] as const),
    ]);
  };
};

interface Failed {
  readonly event: PipelineEvent;
  readonly failure: Omit<PublishFailure, 'index'>;
}

/** Publishes each event once, in batches. A batch whose time is over is not begun. */
const tryOnce = async (
  target: EventTarget,
  pending: readonly Failed[],
  isOver: () => boolean,
): Promise<readonly Failed[]> => {
  const batches = Array.from({ length: Math.ceil(pending.length / eventsPerBatch) }, (_, index) =>
    pending.slice(index * eventsPerBatch, (index + 1) * eventsPerBatch),
  );
  const publish = async (batch: readonly Failed[]): Promise<readonly Failed[]> => {
    if (isOver()) return batch;
    const failures = await target.publish(batch.map(({ event }) => event));
    return failures.flatMap(({ index, ...failure }) => {
      const failed = batch[index];
      return failed === undefined ? [] : [{ event: failed.event, failure }];
    });
  };
  return (await mapInBatches(batches, publish)).flat();
};
