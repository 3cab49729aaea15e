import type { EventSourceMapping } from '../models/event-source.ts';
import type { World } from '../pipeline/world.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A person closes the bulk queue, and opens it again. */
export const planBulkClosure = (
  { timeline, journal }: World,
  { closedBulk }: Scenario,
  source: EventSourceMapping,
): void => {
  if (closedBulk === undefined) return;
  const set = (isEnabled: boolean) => (): void => {
    journal.note(undefined, `a person ${isEnabled ? 'opens' : 'closes'} the bulk queue`);
    source.change({ ...source.settings(), isEnabled });
  };
  timeline.at(closedBulk.fromMs, set(false));
  timeline.at(closedBulk.untilMs, set(true));
};

/** Whether a person keeps the bulk queue from being read now. */
export const isBulkClosed = ({ closedBulk }: Scenario, nowMs: number): boolean =>
  closedBulk !== undefined && closedBulk.fromMs <= nowMs && nowMs < closedBulk.untilMs;
