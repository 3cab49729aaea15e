import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import type { ListTenantTopics } from '../../shared/tenants/ports.ts';
import { parseTopicArn } from './topic-arn.ts';

/** Whose events a topic carries. */
export type TopicOwner =
  /** Mail of all tenants. The tags of an event name its tenant. */
  | { readonly kind: 'all-tenants' }
  /** Mail of one tenant, whatever tenant an event names. */
  | { readonly kind: 'tenant'; readonly tenantId: string }
  | { readonly kind: 'unknown' }
  /** Several tenants list the topic. An operator has to correct the lists. */
  | { readonly kind: 'disputed'; readonly tenantIds: readonly string[] };

/** Finds the owner of a topic. Rejects when the tenants table cannot be read. */
export type FindTopicOwner = (topicArn: string) => Promise<TopicOwner>;

export interface KnownTopicsOptions {
  /** ARNs of the topics of the whole pipeline. They take precedence over the tenants' lists. */
  readonly sharedTopics: readonly string[];
  readonly listTenantTopics: ListTenantTopics;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Time for which the tenants' lists are cached; ms. A topic removed from a list is refused at the
 * latest after this time.
 */
export const listsAreBelievedMs = 60_000;

/**
 * Minimum interval between two readings of the lists when a topic is not in them; ms. A topic that
 * was just added is found after this time, and unknown topics cannot cause a reading each.
 */
export const listsRestMs = 5_000;

interface Reading {
  readonly atMs: number;
  readonly tenantsByTopic: ReadonlyMap<string, readonly string[]>;
}

/**
 * Owners of the topics that the pipeline accepts: the topics it was deployed with, and those in the
 * tenants' items.
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
