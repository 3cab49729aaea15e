import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import type { ListTenantTopics } from '../../shared/tenants/ports.ts';
import { parseTopicArn } from './topic-arn.ts';

/** Whose events come on a topic. */
export type TopicOwner =
  /** Mail of all tenants: the events' tags say whose. */
  | { readonly kind: 'all-tenants' }
  /** Mail of one tenant, whatever the events say. */
  | { readonly kind: 'tenant'; readonly tenantId: string }
  | { readonly kind: 'unknown' }
  /** Several tenants have it in their lists; somebody has to correct that. */
  | { readonly kind: 'disputed'; readonly tenantIds: readonly string[] };

/** Says whose topic it is; rejects when the table of tenants cannot be asked. */
export type FindTopicOwner = (topicArn: string) => Promise<TopicOwner>;

export interface KnownTopicsOptions {
  /** Topics of the whole pipeline. They stand above the tenants' lists. */
  readonly sharedTopics: readonly string[];
  readonly listTenantTopics: ListTenantTopics;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * How long the tenants' lists are believed before they are read again: a topic that was taken off
 * is refused after that.
 */
export const listsAreBelievedMs = 60_000;

/**
 * How long at least between two readings, when a topic is asked for that was not in the lists: one
 * that was just added is found after that.
 */
export const listsRestMs = 5_000;

interface Reading {
  readonly atMs: number;
  readonly tenantsByTopic: ReadonlyMap<string, readonly string[]>;
}

/**
 * The topics that the pipeline listens to: those it was deployed with, and those that tenants have
 * in their items.
 */
export const knownTopics = ({
  sharedTopics,
  listTenantTopics,
  clock,
  log,
}: KnownTopicsOptions): FindTopicOwner => {
  let last: Reading | undefined;
  let underWay: Promise<Reading> | undefined;

  const read = async (): Promise<Reading> => {
    const atMs = clock.now();
    const tenantsByTopic = new Map<string, readonly string[]>();
    for (const { tenantId, topics } of await listTenantTopics()) {
      for (const topic of new Set(topics)) {
        if (parseTopicArn(topic) === undefined)
          log('warn', 'a tenant lists something that is no ARN of a topic', { tenantId });
        else tenantsByTopic.set(topic, [...(tenantsByTopic.get(topic) ?? []), tenantId]);
      }
    }
    last = { atMs, tenantsByTopic };
    return last;
  };

  const readOnce = (): Promise<Reading> => {
    underWay ??= read().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  const readingFor = async (topicArn: string): Promise<Reading> => {
    if (last === undefined) return readOnce();
    const ageMs = clock.now() - last.atMs;
    return ageMs < (last.tenantsByTopic.has(topicArn) ? listsAreBelievedMs : listsRestMs)
      ? last
      : readOnce();
  };

  return async (topicArn) => {
    if (sharedTopics.includes(topicArn)) return { kind: 'all-tenants' };
    const tenantIds = (await readingFor(topicArn)).tenantsByTopic.get(topicArn) ?? [];
    const [tenantId, ...others] = tenantIds;
    if (tenantId === undefined) return { kind: 'unknown' };
    return others.length === 0 ? { kind: 'tenant', tenantId } : { kind: 'disputed', tenantIds };
  };
};
