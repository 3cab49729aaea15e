import type { Item } from '../models/dynamodb/expression.ts';
import type { Report } from './violation.ts';

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** Watches every write to the messages table: what is known of a message is never unlearnt. */
export const createItemAudit = ({ report }: { readonly report: Report }) => ({
  written: (subject: string, before: Item | undefined, after: Item): void => {
    if (before === undefined) return;
    for (const [name, value] of before) {
      if (name.startsWith('sent') && after.get(name) !== value)
        report('state', subject, `${name} was ${value}, and is not any more`);
      if (name.startsWith('ev_') && !after.has(name))
        report('state', subject, 'an event that was recorded is gone');
    }
    if (numberOf(after.get('attempts')) < numberOf(before.get('attempts')))
      report('state', subject, 'attempts were forgotten');
    if (lengthOf(after.get('plan')) < lengthOf(before.get('plan')))
      report('state', subject, 'the plan by which parts were sent is gone');
  },
});

export type ItemAudit = ReturnType<typeof createItemAudit>;
