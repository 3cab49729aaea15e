import * as z from 'zod/mini';
import { type BudgetUse, type HeldMark, unused } from '../../budgets/budget-use.ts';
import { parseItem } from '../../system/unreadable-item.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

/** The item of a tenant's budget, its table and the client. */
export interface BudgetRow {
  readonly documents: Documents;
  readonly table: string;
  readonly tenantId: string;
}

const prefix = 'budget#';

/** Key of a tenant's item in the ledger table. */
export const keyOf = ({ tenantId }: Pick<BudgetRow, 'tenantId'>) => ({ pk: prefix + tenantId });

/** Tenant of an item; undefined for the other items of the table. */
export const tenantOf = ({ pk }: Item): string | undefined =>
  typeof pk === 'string' && pk.startsWith(prefix) ? pk.slice(prefix.length) : undefined;

const count = z.optional(z.number());
const schema = z.object({
  day: count,
  dayUsed: count,
  month: count,
  monthUsed: count,
  tat: count,
  heldAt: count,
  heldDay: count,
  heldPerDay: count,
  heldPerMonth: count,
});

/** Reads an item; an absent limit is none. @throws UnreadableItem */
export const readBudgetItem = (raw: Item): BudgetUse => {
  const item = parseItem(schema, raw, `the item ${String(raw.pk)} in the ledger table`);
  const { heldAt, heldDay = 0, heldPerDay, heldPerMonth } = item;
  return {
    day: item.day ?? unused.day,
    dayUsed: item.dayUsed ?? unused.dayUsed,
    month: item.month ?? unused.month,
    monthUsed: item.monthUsed ?? unused.monthUsed,
    tatMs: item.tat ?? unused.tatMs,
    held:
      heldAt === undefined
        ? undefined
        : {
            atMs: heldAt,
            day: heldDay,
            limits: {
              perDay: heldPerDay ?? Number.POSITIVE_INFINITY,
              perMonth: heldPerMonth ?? Number.POSITIVE_INFINITY,
            },
          },
  };
};

/** Attributes of a mark. No limit is no attribute, because DynamoDB has no infinity. */
export const toHeldAttributes = ({ atMs, day, limits }: HeldMark) => ({
  heldAt: atMs,
  heldDay: day,
  heldPerDay: Number.isFinite(limits.perDay) ? limits.perDay : undefined,
  heldPerMonth: Number.isFinite(limits.perMonth) ? limits.perMonth : undefined,
});
