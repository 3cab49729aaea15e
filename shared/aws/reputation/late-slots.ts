import * as z from 'zod/mini';
import type { LateSlot } from '../../reputation/reputation-book.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import { latePk, slotName } from './reputation-keys.ts';
import { type ReputationRows, readableOf } from './reputation-rows.ts';

const lateItem = z.looseObject({
  sk: z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/)),
  mark: z.string(),
});

/** Slots that got facts after they were added up. */
export const listLate = async (rows: ReputationRows): Promise<readonly LateSlot[]> => {
  const late: LateSlot[] = [];
  for await (const { sk, mark } of readableOf(rows, latePk, lateItem))
    late.push({ slot: Date.parse(`${sk}:00Z`), mark });
  return late;
};

/** Deletes the mark of a late slot, unless more facts came since the mark was read. */
export const settleLate = async (
  { documents, table }: ReputationRows,
  { slot, mark }: LateSlot,
): Promise<void> => {
  await ifHolds(
    documents.delete({
      TableName: table,
      Key: { pk: latePk, sk: slotName(slot) },
      ConditionExpression: 'mark = :mark',
      ExpressionAttributeValues: { ':mark': mark },
    }),
  );
};
