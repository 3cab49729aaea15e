import * as z from 'zod/mini';
import { nameOfStream } from '../../reputation/counts.ts';
import { standings } from '../../reputation/judge.ts';
import type { KeptStanding } from '../../reputation/reputation-book.ts';
import type { Item } from '../dynamodb/documents.ts';
import { expiryOf, standingPk } from './reputation-keys.ts';
import { putItem, type ReputationRows, readableOf } from './reputation-rows.ts';

export const standingSchema = z.looseObject({
  tenantId: z.string(),
  scope: z.string(),
  standing: z.enum(standings),
  sinceMs: z.number(),
  why: z.string(),
});

/** Stored standings of all tenants and streams. */
export const listStandings = async (rows: ReputationRows): Promise<readonly KeptStanding[]> => {
  const kept: KeptStanding[] = [];
  for await (const standing of readableOf(rows, standingPk, standingSchema)) kept.push(standing);
  return kept;
};

/** Item of a standing. A healthy one expires, because it need not be remembered for long. */
const standingItem = ({ tenantId, scope, standing, sinceMs, why }: KeptStanding): Item => ({
  pk: standingPk,
  sk: nameOfStream(tenantId, scope),
  ...{ tenantId, scope, standing, sinceMs, why },
  ...(standing === 'healthy' ? { expiresAt: expiryOf(sinceMs) } : {}),
});

export const writeStanding = (rows: ReputationRows, standing: KeptStanding): Promise<void> =>
  putItem(rows, standingItem(standing));
