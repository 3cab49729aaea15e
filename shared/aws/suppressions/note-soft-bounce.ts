import type { SoftBounce } from '../../suppression/policy.ts';
import { type SoftBounceRule, superfluous } from '../../suppression/soft-bounces.ts';
import {
  afterRemoval,
  changeRow,
  keptAfter,
  type RowChange,
  type RowUpdate,
  updateRow,
} from './change-row.ts';
import { softBounceName, toRecord } from './suppression-item.ts';
import { dayMs, type RowKey, type SuppressionRows } from './suppression-rows.ts';

/** Writes a soft bounce, and deletes those that no longer matter once the row holds too many. */
export const noteSoftBounce = async (
  rows: SuppressionRows,
  bounce: SoftBounce,
  rule: SoftBounceRule,
): Promise<void> => {
  const row = await changeRow(rows, bounce, bounceChange(bounce, rule));
  if (row === undefined) return;
  const { softBounces, deliveredAtMs } = toRecord(row);
  // The row may hold one more than it needs, so that not every bounce of a run costs a second
  // write.
  if (softBounces.size <= 2 * rule.count + 1) return;
  await updateRow(rows, forgetting(bounce, superfluous(softBounces, deliveredAtMs, rule)));
};

/**
 * Adds a soft bounce under its event id, so that a copy of the event adds nothing, and stores the
 * current rule.
 */
const bounceChange = ({ eventId, atMs }: SoftBounce, rule: SoftBounceRule): RowChange => ({
  set: ['#bounce = :at', 'softBounceRule = :rule'],
  condition: afterRemoval,
  names: { '#bounce': softBounceName(eventId), '#removed': 'removed', '#at': 'at' },
  values: { ':at': atMs, ':rule': rule },
  keepUntilMs: keptAfter(atMs) + rule.pauseDays * dayMs,
});

/** Update that deletes soft bounces from a row. */
const forgetting = ({ address, scope }: RowKey, eventIds: readonly string[]): RowUpdate => ({
  Key: { address, scope },
  UpdateExpression: `REMOVE ${eventIds.map((_, index) => `#b${index}`).join(', ')}`,
  ExpressionAttributeNames: Object.fromEntries(
    eventIds.map((id, index) => [`#b${index}`, softBounceName(id)]),
  ),
});
