import * as z from 'zod/mini';
import type { PausesOfTenant, TenantPauses } from '../../reputation/tenant-pauses.ts';
import { ownThresholdsSchema } from '../../reputation/thresholds.ts';
import { readItem, UnreadableItem } from '../../system/unreadable-item.ts';
import { type Pauses, wholeTenant } from '../../tenants/pauses.ts';
import { resumeHoldsMs, resumesSchema } from '../../tenants/resumes.ts';
import { readTenantItem, tenantItemName } from '../../tenants/tenant-item.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

const resumesItem = z.looseObject({
  resumes: z.optional(resumesSchema),
});
const reputationItem = z.looseObject({
  reputation: z.optional(ownThresholdsSchema),
});

/**
 * Reads an item. One whose account or pauses cannot be read is taken for paused by an operator, as
 * the sender takes it: nothing of it is released, and the guard lets it be. What else cannot be
 * read counts as if it were not there.
 */
const toTenant = (item: Item): PausesOfTenant => {
  const name = tenantItemName(item);
  const sending = readTenantItem(item);
  const resuming = readItem(resumesItem, item, name);
  const judging = readItem(reputationItem, item, name);
  const pauses: Pauses =
    sending instanceof UnreadableItem
      ? { [wholeTenant]: { by: 'operator', since: 0, why: sending.message } }
      : (sending.pauses ?? {});
  const resumes = resuming instanceof UnreadableItem ? {} : (resuming.resumes ?? {});
  const unreadable = [sending, resuming, judging].filter((read) => read instanceof UnreadableItem);
  return {
    tenantId: String(item.tenantId),
    hasOwnAccount: item.ses !== undefined,
    pauses: new Map(Object.entries(pauses)),
    resumes: new Map(Object.entries(resumes)),
    ownThresholds: judging instanceof UnreadableItem ? {} : (judging.reputation ?? {}),
    ...(unreadable.length === 0 ? {} : { unreadable }),
  };
};

/**
 * Pauses of tenants and streams, in the tenants table: the attributes `pauses`, `resumes` and
 * `reputation` of a tenant's item.
 */
export const tenantPauses = (documents: Documents, table: string): TenantPauses => {
  /** @returns whether the condition held */
  const update = async (
    tenantId: string,
    scope: string,
    UpdateExpression: string,
    values: Readonly<Record<string, unknown>>,
    ConditionExpression?: string,
  ): Promise<boolean> => {
    const Key = { tenantId };
    // A path needs the maps on the way to it.
    await documents.update({
      TableName: table,
      Key,
      UpdateExpression:
        'SET pauses = if_not_exists(pauses, :none), resumes = if_not_exists(resumes, :none)',
      ExpressionAttributeValues: { ':none': {} },
    });
    return isDone(
      documents.update({
        TableName: table,
        Key,
        UpdateExpression,
        ...(ConditionExpression === undefined ? {} : { ConditionExpression }),
        ExpressionAttributeNames: {
          '#scope': scope,
          ...(`${UpdateExpression} ${ConditionExpression ?? ''}`.includes('#by')
            ? { '#by': 'by' }
            : {}),
        },
        ExpressionAttributeValues: values,
      }),
    );
  };

  const paused = 'SET pauses.#scope = :pause REMOVE resumes.#scope';
  const resumed = 'SET resumes.#scope = :resume REMOVE pauses.#scope';
  const notPaused = 'attribute_not_exists(pauses.#scope)';
  const pausedByGuard = 'pauses.#scope.#by = :guard';
  /** An operator who has spoken since the counts were read is heard. */
  const guardMayPause = `${notPaused} AND (attribute_not_exists(resumes.#scope) OR resumes.#scope.#by = :guard OR resumes.#scope.since <= :held)`;

  return {
    list: async () => {
      const tenants: Awaited<ReturnType<TenantPauses['list']>>[number][] = [];
      for await (const item of documents.scan({ TableName: table, ConsistentRead: true })) {
        tenants.push(toTenant(item));
      }
      return tenants;
    },

    pause: async (tenantId, scope, pause) =>
      pause.by === 'operator'
        ? update(tenantId, scope, paused, { ':pause': pause })
        : update(
            tenantId,
            scope,
            'SET pauses.#scope = :pause',
            { ':pause': pause, ':guard': 'guard', ':held': pause.since - resumeHoldsMs },
            guardMayPause,
          ),

    resume: async (tenantId, scope, resume) =>
      resume.by === 'operator'
        ? update(tenantId, scope, resumed, { ':resume': resume })
        : update(tenantId, scope, resumed, { ':resume': resume, ':guard': 'guard' }, pausedByGuard),

    markReleased: async (tenantId, scope, { since }) => {
      await update(
        tenantId,
        scope,
        'SET resumes.#scope.released = :yes',
        { ':yes': true, ':since': since },
        'resumes.#scope.since = :since',
      );
    },
  };
};
