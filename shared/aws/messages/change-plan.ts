import type { MessageKey, SendPlan } from '../../messages/ports.ts';
import { type MessageRows, type MessageUpdate, updateMessage } from './message-rows.ts';

/** Another plan for a message, by a worker that saw the one in force. */
export interface PlanChange {
  readonly from: SendPlan | undefined;
  readonly to: SendPlan;
  /** Calls of unknown outcome that the parts inherit which the plan adds. */
  readonly unknownCalls: number;
}

/**
 * Replaces the plan while it is the one that was seen: a plan is only ever replaced by one with
 * more parts.
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

/** Changes the plan; false when another worker did first. */
export const changePlan = async (
  rows: MessageRows,
  key: MessageKey,
  change: PlanChange,
): Promise<boolean> => (await updateMessage(rows, key, planUpdate(change))) !== undefined;
