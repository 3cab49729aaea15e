import type { Clock } from '../../shared/system/ports.ts';
import type { Fetch } from './cached-fetch.ts';

/** What was asked for has failed just now, or too much of its group has; nothing was fetched. */
class FailedJustNow extends Error {
  override readonly name = 'FailedJustNow';
}

/** How long a failure is remembered; ms. */
export const failureRestMs = 10_000;
/** Failures within that time of one group, after which no more of it is fetched. */
export const mostFailures = 10;

interface Failure {
  readonly atMs: number;
  readonly group: string;
}

/**
 * Fetches no more than it can help: what has failed is not fetched again for {@link failureRestMs},
 * and of a group of which {@link mostFailures} have failed within that time nothing is. So whoever
 * makes names up causes one fetch a second at most.
 *
 * No more failures are remembered than that for each group, so the groups have to be few.
 *
 * @param groupOf - what a name belongs to, like the host of a URL
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
