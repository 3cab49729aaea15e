import * as z from 'zod/mini';
import type { Charge, CountCharge } from '../../budgets/charge.ts';
import type { ChargeAnswer } from '../../budgets/ports.ts';
import type { ShareCharge } from '../../budgets/share.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { UpdateRequest } from '../dynamodb/documents.ts';
import { type BudgetRow, keyOf } from './budget-item.ts';
import { readBudgetUse } from './read-budget-use.ts';

/** Charges recipients to a tenant's budget and share; reads the item when the charge was refused. */
export const charge = async (row: BudgetRow, wish: Charge): Promise<ChargeAnswer> => {
  const update = { TableName: row.table, Key: keyOf(row), ...chargeUpdate(wish) };
  const written = await ifHolds(row.documents.update(update).then((item) => item ?? {}));
  return written === undefined
    ? { kind: 'refused', use: await readBudgetUse(row) }
    : { kind: 'taken', tatMs: after.parse(written).tat };
};

const after = z.object({ tat: z._default(z.number(), 0) });

/** A part of the update, with the values that it names. */
interface Part {
  readonly effects: readonly string[];
  readonly conditions: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, number>>;
}

const nothing: Part = { effects: [], conditions: [], names: {}, values: {} };

const chargeUpdate = ({ counts, share }: Charge): Omit<UpdateRequest, 'TableName' | 'Key'> => {
  const parts = [
    counts === undefined ? nothing : countsPart(counts),
    share === undefined ? nothing : sharePart(share),
  ];
  const names = Object.assign({}, ...parts.map((part) => part.names));
  return {
    UpdateExpression: `SET ${parts.flatMap(({ effects }) => effects).join(', ')}`,
    ConditionExpression: parts.flatMap(({ conditions }) => conditions).join(' AND '),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ExpressionAttributeValues: Object.assign({}, ...parts.map(({ values }) => values)),
    ...(share === undefined ? {} : { ReturnValues: 'UPDATED_NEW' as const }),
  };
};

/**
 * Condition of the counts: `permits` of `shared/budgets/charge.ts` in DynamoDB's terms. That the
 * charge fits into a count that begins anew is checked before.
 */
const conditionsOf = ({ branch, limits }: CountCharge): readonly string[] => {
  const dayFits = Number.isFinite(limits.perDay) ? ['dayUsed <= :dayRoom'] : [];
  const monthFits = Number.isFinite(limits.perMonth) ? ['monthUsed <= :monthRoom'] : [];
  switch (branch) {
    case 'same-day':
      return ['#day = :day', ...dayFits, ...monthFits];
    case 'new-day':
      return ['#day < :day', '#month = :month', ...monthFits];
    case 'new-month':
      return ['(attribute_not_exists(#month) OR #month < :month)'];
    default:
      return branch satisfies never;
  }
};

/** Effect on the counts: `take` of `shared/budgets/charge.ts` as update expressions. */
const effectsOf = {
  'same-day': ['dayUsed = dayUsed + :count', 'monthUsed = monthUsed + :count'],
  'new-day': ['#day = :day', 'dayUsed = :count', 'monthUsed = monthUsed + :count'],
  'new-month': ['#day = :day', 'dayUsed = :count', '#month = :month', 'monthUsed = :count'],
} as const satisfies Record<CountCharge['branch'], readonly string[]>;

const countsPart = (wish: CountCharge): Part => {
  const { branch, day, month, count, limits } = wish;
  const hasDayRoom = branch === 'same-day' && Number.isFinite(limits.perDay);
  const hasMonthRoom = branch !== 'new-month' && Number.isFinite(limits.perMonth);
  return {
    effects: effectsOf[branch],
    conditions: conditionsOf(wish),
    names: { '#day': 'day', ...(branch === 'same-day' ? {} : { '#month': 'month' }) },
    values: {
      ':day': day,
      ':count': count,
      ...(branch === 'same-day' ? {} : { ':month': month }),
      ...(hasDayRoom ? { ':dayRoom': limits.perDay - count } : {}),
      ...(hasMonthRoom ? { ':monthRoom': limits.perMonth - count } : {}),
    },
  };
};

/** `permitsShare` and `takeShare` of `shared/budgets/share.ts` in DynamoDB's terms. */
const sharePart = ({ branch, nowMs, durationMs, latestTatMs, possibleTatMs }: ShareCharge): Part =>
  branch === 'idle'
    ? {
        ...nothing,
        effects: ['tat = :tat'],
        conditions: ['(attribute_not_exists(tat) OR tat < :now OR tat > :possible)'],
        values: { ':tat': nowMs + durationMs, ':now': nowMs, ':possible': possibleTatMs },
      }
    : {
        ...nothing,
        effects: ['tat = tat + :duration'],
        conditions: ['tat BETWEEN :now AND :latest'],
        values: { ':duration': durationMs, ':now': nowMs, ':latest': latestTatMs },
      };
