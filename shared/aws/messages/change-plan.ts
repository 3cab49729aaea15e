import type { MessageKey, SendPlan } from '../../messages/ports.ts';
import { type MessageRows, type MessageUpdate, updateMessage } from './message-rows.ts';

/** A new plan for a message, from a worker that read the old one. */
export interface PlanChange {
  readonly from: SendPlan | undefined;
  readonly to: SendPlan;
  /** Number of calls of unknown outcome that the added parts inherit. */
  readonly unknownCalls: number;
}

/** Changes the plan; false when another worker has changed it first. */
export const changePlan = async (
  rows: MessageRows,
  key: MessageKey,
  change: PlanChange,
): Promise<boolean> => (await updateMessage(rows, key, planUpdate(change))) !== undefined;

/**
 * Replaces the plan if it is still the one that was read (optimistic lock). A plan is only ever
 * replaced by one with more parts, so their number suffices as a version.
 */
export const planUpdate = ({ from, to, unknownCalls }: PlanChange): MessageUpdate => {
  const known = from?.length ?? 1;
  const inheriting =
    unknownCalls === 0 ? [] : to.flatMap((_, part) => (part < known ? [] : [part]));
  const effects = ['#plan = :to', ...inheriting.map((part) => `unknown${part} = :unknown`)];
  return {
    UpdateExpression: `SET ${effects.join(', ')}`,
    ConditionExpression:
      from === undefined ? 'attribute_not_exists(#plan)' : 'size(#plan) = :parts',
    ExpressionAttributeNames: { '#plan': 'plan' },
    ExpressionAttributeValues: {
      ':to': to,
      ...(from === undefined ? {} : { ':parts': from.length }),
      ...(inheriting.length === 0 ? {} : { ':unknown': unknownCalls }),
    },
  };
};
