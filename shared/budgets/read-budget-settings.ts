import * as z from 'zod/mini';
import { readItem, UnreadableItem } from '../system/unreadable-item.ts';
import type { BudgetSettings } from './budget-settings.ts';

const number = z.optional(z.number());

/** The limits as far as a reader needs them; who writes them checks the rest. */
const schema = z.object({
  settings: z.optional(
    z.object({
      budget: z.optional(z.object({ perDay: number, perMonth: number })),
      warmUp: z.optional(
        z.object({
          startsOn: z.string(),
          firstDay: z.number(),
          growthPerDay: z.number(),
          until: z.optional(z.string()),
        }),
      ),
    }),
  ),
});

/** Reads the limits in a tenant's settings, for who needs no other setting. */
export const readBudgetSettings = (
  settings: unknown,
  item: string,
): BudgetSettings | UnreadableItem => {
  const read = readItem(schema, { settings }, item);
  return read instanceof UnreadableItem ? read : (read.settings ?? {});
};
