import type { Item } from '../models/dynamodb/expression.ts';
import type { Report } from './violation.ts';

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** Watches every write to the messages table: what is known of a message is never unlearnt. */
export const createItemAudit = ({ report }: { readonly report: Report }) => ({
  written: (subject: string, before: Item | undefined, after: Item): void => {
    if (before === undefined) return;
    for (const name in before) {
      if (name.startsWith('sent') && after[name] !== before[name])
        report('state', subject, `${name} was ${before[name]}, and is not any more`);
      if (name.startsWith('ev_') && after[name] === undefined) report('state', subject, 'an event that was recorded is gone');
    }
    if (numberOf(after.attempts) < numberOf(before.attempts)) report('state', subject, 'attempts were forgotten');
    if (lengthOf(after.plan) < lengthOf(before.plan)) report('state', subject, 'the plan by which parts were sent is gone');
  },
});

export type ItemAudit = ReturnType<typeof createItemAudit>;
