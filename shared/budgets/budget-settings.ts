import * as z from 'zod/mini';
import { dateMs } from './calendar.ts';

/** Largest limit; recipients. More is no limit, and DynamoDB's numbers end some way above. */
export const mostRecipients = 1_000_000_000;

const recipients = (what: string) =>
  z
    .int()
    .check(
      z.minimum(1, 'is less than 1; to send nothing, pause the tenant'),
      z.maximum(mostRecipients, `is more than ${mostRecipients}; leave it out for no limit`),
      z.describe(what),
    );

const date = (what: string) =>
  z.string().check(
    z.refine(
      (text) => dateMs(text) !== undefined,
      'is no date; write it like 2026-11-29, a day of UTC',
    ),
    z.describe(what),
    z.meta({ format: 'date' }),
  );

/** How much mail a tenant may send, and what becomes of the rest; docs/budgets.md. */
export const budgetSchema = z.strictObject({
  perDay: z.optional(recipients('Most recipients per day, by UTC.')),
  perMonth: z.optional(recipients('Most recipients per calendar month, by UTC.')),
  rateShare: z.optional(
    z
      .number()
      .check(
        z.minimum(0.001, 'is less than 0.001; to send nothing, pause the tenant'),
        z.maximum(1, 'is more than 1; write a part of the rate such as 0.2'),
        z.describe('Part of the rate that its mail may use while mail of others waits.'),
      ),
  ),
  over: z.optional(
    z
      .enum(['hold', 'refuse'])
      .check(
        z.describe(
          'Mail over it is held until there is room (hold, the default), or rejected (refuse).',
        ),
      ),
  ),
});

/** A most per day that grows day by day. */
export const warmUpSchema = z.strictObject({
  startsOn: date('First day of the warm-up, by UTC; before it counts as that day.'),
  firstDay: recipients('Most recipients on the first day.'),
  growthPerDay: z
    .number()
    .check(
      z.minimum(1, 'is less than 1; write a factor such as 1.3'),
      z.maximum(10, 'is more than 10; write a factor such as 1.3'),
      z.describe('Factor by which the most of a day exceeds that of the day before.'),
    ),
  until: z.optional(date('Last day of the warm-up; when absent, it grows without end.')),
});

/** Settings of a tenant that limit how much it sends. */
export interface BudgetSettings {
  readonly budget?: z.infer<typeof budgetSchema> | undefined;
  readonly warmUp?: z.infer<typeof warmUpSchema> | undefined;
}
