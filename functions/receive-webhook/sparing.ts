import type { Clock } from '../../shared/system/ports.ts';
import type { Fetch } from './cached-fetch.ts';

/** The name failed a moment ago, or too many of its group did. Nothing was fetched. */
class FailedJustNow extends Error {
  override readonly name = 'FailedJustNow';
}

/** Time for which a failure is remembered; ms. */
export const failureRestMs = 10_000;
/** Failures of one group within that time after which nothing of the group is fetched. */
export const mostFailures = 10;

interface Failure {
  readonly atMs: number;
  readonly group: string;
}

/**
 * Limits failing fetches. A name that failed is not fetched again for {@link failureRestMs}, and a
 * group is not fetched from while {@link mostFailures} of its names failed within that time. So a
 * caller with invented names causes one fetch a second at most.
 *
 * At most {@link mostFailures} failures are remembered per group, so memory is bounded only when
 * groups are few.
 *
 * @param groupOf - the group of a name, like the host of a URL
 */
export const sparing = <Thing>(
  fetch: Fetch<Thing>,
  groupOf: (name: string) => string,
  clock: Pick<Clock, 'now'>,
): Fetch<Thing> => {
  const failures = new Map<string, Failure>();
  const underWay = new Map<string, number>();

  const forgetOld = (nowMs: number): void => {
    for (const [name, { atMs }] of failures)
      if (atMs + failureRestMs <= nowMs) failures.delete(name);
  };
  const add = (group: string, change: number): void => {
    const count = (underWay.get(group) ?? 0) + change;
    if (count === 0) underWay.delete(group);
    else underWay.set(group, count);
  };

  return async (name) => {
    forgetOld(clock.now());
    const group = groupOf(name);
    const failed = [...failures.values()].filter((failure) => failure.group === group).length;
    if (failures.has(name) || failed + (underWay.get(group) ?? 0) >= mostFailures)
      throw new FailedJustNow('It failed just now, or others of its host did: ask again later.');
    add(group, 1);
    try {
      return await fetch(name);
    } catch (error) {
      failures.set(name, { atMs: clock.now(), group });
      throw error;
    } finally {
      add(group, -1);
    }
  };
};
